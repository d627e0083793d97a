"""An evaluation as JSON."""

from __future__ import annotations

import json
from typing import Final, TextIO

from provenance.core.evaluating.confusion import Confusion
from provenance.core.evaluating.evaluation import Evaluation, FalseMatch, Figures, Missed, Place
from provenance.core.matching.calibration import Calibration
from provenance.report.escape import for_json

SCHEMA: Final = "provenance.evaluation/1"

Record = dict[str, object]


def write_evaluation_json(evaluation: Evaluation, stream: TextIO, show: int = 0) -> None:
    """Write an evaluation: figures by row, origins, calibration, and the worst errors.

    Same evaluation, same bytes; figures have four decimals, null where there is nothing to count.

    Args:
        evaluation: What was measured.
        stream: Where it goes.
        show: How many missed pairs and false matches to list.
    """
    record: Record = {
        "schema": SCHEMA,
        "gold": evaluation.gold,
        "report_fingerprint": evaluation.fingerprint,
        "total": _figures(evaluation.total),
        "relations": list(map(_figures, evaluation.relations)),
        "contents": list(map(_figures, evaluation.contents)),
        "groups": list(map(_figures, evaluation.groups)),
        "left_out": evaluation.left_out,
        "unjudged": evaluation.unjudged,
        "article_origins": _confusion(evaluation.articles),
        "pair_origins": _confusion(evaluation.pairs),
        "calibration": _calibration(evaluation.calibration),
        "missed": {
            "count": len(evaluation.missed),
            "shown": list(map(_missed, evaluation.missed[:show])),
        },
        "false": {"count": len(evaluation.false), "shown": list(map(_false, evaluation.false[:show]))},
        "absent_articles": list(evaluation.absent),
        "differing_passages": evaluation.differing,
    }
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1)
    stream.write(for_json(text) + "\n")


def _figures(row: Figures) -> Record:
    return {
        "name": row.name,
        "wanted": row.wanted,
        "found": row.found,
        "named": row.named,
        "right": row.right,
        "wrong": row.wrong,
        "precision": _rounded(row.precision),
        "recall": _rounded(row.recall),
        "f1": _rounded(row.f1),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _confusion(confusion: Confusion | None) -> Record | None:
    if confusion is None:
        return None
    return {
        "listed": confusion.listed,
        "right": confusion.right,
        "agency_right": confusion.agencies,
        "cells": [{"expected": e, "found": f, "count": count} for e, f, count in confusion.cells],
    }


def _calibration(calibration: Calibration) -> Record:
    return {
        "expected_calibration_error": calibration.error,
        "interval": calibration.interval,
        "bins": [
            {
                "matches": part.matches,
                "low": part.low,
                "high": part.high,
                "mean_score": part.mean_score,
                "share_true": part.share_true,
                "interval": part.interval,
            }
            for part in calibration.bins
        ],
    }


def _missed(one: Missed) -> Record:
    return {
        "id": one.pair.id,
        "relation": one.pair.relation,
        "content": one.pair.content,
        "group": one.pair.group,
        "touched": one.touched,
        "left": _place(one.left),
        "right": _place(one.right),
    }


def _place(place: Place) -> Record:
    return {
        "article": place.article,
        "start": place.start,
        "end": place.end,
        "line": place.line,
        "text": place.text,
    }


def _false(one: FalseMatch) -> Record:
    match = one.match
    return {
        "id": match.id,
        "relation": match.relation,
        "content": match.content,
        "score": round(match.score, 4),
        "note": one.note or None,
        "left": _place(Place.of(match.left)),
        "right": _place(Place.of(match.right)),
    }
