"""Fit the weights of the scorer (src/provenance/data/scorer.json).

    python tools/fit_scorer.py CORPUS [CORPUS ...] [--dry-run]

Each CORPUS is a folder with ``corpus/`` (one .txt an article, a paragraph a line, ``manifest.csv`` with
languages) and ``gold.json`` (``pairs`` and ``aside`` of paragraphs, as offsets; each pair with its
``document`` and ``kind``; pairs of kind ``cross`` are left out).

So that the weights serve quotations and sentences, too, and not whole paragraphs only, clauses of 5 to
18 words are put in quotation marks at random (seeded): a clause of one version then stands against
the whole sentence of the other. Within a true pair of paragraphs the units that are each other's best
are taken for true and the rest is left out; between other paragraphs everything is false.
"""

from __future__ import annotations

import argparse
import csv
import json
import pathlib
import random
import sys
from collections import defaultdict
from typing import Any

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from provenance.api import _cut_tables
from provenance.core import detect
from provenance.core.background import merge
from provenance.core.columns import Columns, join
from provenance.core.detect import company
from provenance.core.score import INPUTS, Model, inputs, likeness
from provenance.core.terms import distinct_blocks
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.model import Article
from provenance.pipeline import batches, cut

OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "scorer.json"
FOLDS = 5
RIDGE = 10.0
LOWERING = {"numbers_conflict", "words"}
# In news, two sentences of unrelated paragraphs meet far oftener for each true pair than in a corpus
# built of true pairs: false rows of parts of blocks count this much.
FALSE_PARTS = 4
# Set by hand: quotation marks put in at random teach nothing of what they mean in news. Two statements
# that are alike and both quoted are likelier one utterance than two reporters' sentences on one fact.
BY_HAND = {"quoted": 3.0, "speaker": 1.5, "elsewhere": 2.0}
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


def labelled(folder: pathlib.Path, rng: random.Random | None, alone: Model | None) -> tuple[Array, ...]:
    """Return inputs, labels, folds and whether both sides are blocks, for the rows that teach something."""
    articles, pairs = load(folder, rng)
    columns = join([cut(group, _cut_tables()) for group in batches(articles)])
    same = distinct_blocks(columns)
    blocks = np.flatnonzero((same == np.arange(len(same))) & ~columns.block_furniture).astype(np.int32)
    background = merge(load_backgrounds(language for language in columns.languages if language))
    engine = LocalEngine()
    found, terms = detect.propose(columns, blocks, background, engine, reworded=True)
    compared = detect.compare(columns, terms, found, engine, Silent(), reworded=True)
    label, document = _labels(columns, found.left[compared.row_pair], found.right[compared.row_pair], pairs)
    best = _best_within(compared, likeness(compared.features))
    block = (compared.row_kind == 0).all(axis=1)
    kept = (label == 0) | ((label == 1) & (block | best))
    beside = company(columns, compared, alone) if alone else None
    return (
        inputs(compared.features, compared.margin, compared.speaker, beside)[kept],
        label[kept],
        document[kept] % FOLDS,
        block[kept],
    )


def _labels(columns: Columns, left: Array, right: Array, pairs: list[dict[str, Any]]) -> tuple[Array, Array]:
    """Return 1 for rows inside a true pair, -1 inside one set aside, else 0; and a document's number."""
    by: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for pair in pairs:
        a, b = pair["left"], pair["right"]
        by[a["article"], b["article"]].append((a, b, pair))
        by[b["article"], a["article"]].append((b, a, pair))
    documents = {name: i for i, name in enumerate(sorted({p["document"] for p in pairs}))}
    held = {
        p[s]["article"]: documents[p["document"]] for p in pairs for s in ("left", "right") if p["document"]
    }
    label = np.zeros(len(left), dtype=np.int64)
    document = np.zeros(len(left), dtype=np.int64)
    for row, blocks in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        names = [columns.articles[int(columns.block_article[b])].id for b in blocks]
        document[row] = held.get(names[0], held.get(names[1], row))
        for a, b, pair in by.get((names[0], names[1]), ()):
            if _inside(columns, blocks[0], a) and _inside(columns, blocks[1], b):
                label[row] = -1 if pair["kind"] in ("aside", "cross") else 1
    return label, document


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


def fit(rows: Array, labels: Array, weight: Array) -> Array:
    """Fit a logistic model with a ridge penalty on standardised inputs; return intercept and weights.

    Weights set by hand are held; the rest is fitted around them.

    Signs are bound: more in common never lowers a score, a conflict of numbers never raises it.
    """
    from scipy.optimize import minimize

    spread = rows.std(axis=0) + 1e-9
    table = rows / spread
    held = np.array([BY_HAND.get(name, np.nan) for name in INPUTS]) * spread

    def loss(beta: Array) -> tuple[float, Array]:
        odds = beta[0] + table @ beta[1:]
        missed = weight * (1 / (1 + np.exp(-odds)) - labels)
        value = (weight * (np.logaddexp(0, odds) - labels * odds)).sum() + RIDGE / 2 * (beta[1:] ** 2).sum()
        return float(value), np.append(missed.sum(), table.T @ missed + RIDGE * beta[1:])

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for name, value in zip(INPUTS, held.tolist(), strict=True):
        free = (None, 0.0) if name in LOWERING else (0.0, None)
        bounds.append(free if np.isnan(value) else (value, value))
    found = minimize(
        loss,
        np.append(0.0, np.nan_to_num(held)),
        jac=True,
        bounds=bounds,
        method="L-BFGS-B",
        options={"maxiter": 2000},
    )
    return np.append(found.x[0], found.x[1:] / spread)


def predict(beta: Array, rows: Array) -> Array:
    return 1 / (1 + np.exp(-(beta[0] + rows @ beta[1:])))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="+", type=pathlib.Path)
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    args = parser.parse_args()
    alone = fitted(args.corpus, None)
    final = fitted(args.corpus, alone)
    if not args.dry_run:
        table = {
            "about": "log-odds that two units have a common text; fitted by tools/fit_scorer.py",
            "alone": written(alone),
            "final": written(final),
        }
        OUT.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def fitted(corpora: list[pathlib.Path], alone: Model | None) -> Model:
    """Fit a model on some corpora, print how it does on documents it has not seen, and return it."""
    parts = []
    for number, folder in enumerate(corpora):
        parts += [labelled(folder, None, alone), labelled(folder, random.Random(number), alone)]
    rows, labels, folds, whole = (np.concatenate([p[i] for p in parts]) for i in range(4))
    weight = np.where(~whole & (labels == 0), FALSE_PARTS, 1.0)
    score = np.zeros(len(labels))
    for k in range(FOLDS):
        kept = folds != k
        score[~kept] = predict(fit(rows[kept], labels[kept], weight[kept]), rows[~kept])
    for what, chosen in (("blocks", whole), ("parts", ~whole)):
        for least in (0.5, 0.9):
            called = chosen & (score >= least)
            right = int(labels[called].sum())
            precision, recall = right / called.sum(), right / labels[chosen].sum()
            print(f"{what} at {least}: precision {precision:.4f} recall {recall:.4f}")
    beta = fit(rows, labels, weight)
    for name, value in zip(INPUTS, beta[1:], strict=True):
        print(f"  {name:18} {value:8.3f}")
    return Model(intercept=round(float(beta[0]), 4), weights=tuple(round(float(v), 4) for v in beta[1:]))


def written(model: Model) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(zip(INPUTS, model.weights, strict=True))}


if __name__ == "__main__":
    main()
