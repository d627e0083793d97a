"""What only a terminal is shown: colour, and a line of progress."""

from __future__ import annotations

import io

import pytest

from fake_api import FakeApi
from provenance.cli.main import run
from provenance.cli.output import colour_wanted
from provenance.cli.progress import ProgressLine


def test_colour_needs_a_terminal_and_no_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colour_wanted(Terminal())
    assert not colour_wanted(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour_wanted(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not colour_wanted(Terminal())


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def worked(stream: io.StringIO, seconds: float, enabled: bool = True, total: int | None = 1000) -> str:
    clock = Clock()
    with ProgressLine(stream, enabled=enabled, clock=clock) as progress:
        progress.stage("align", total, "passages")
        for _ in range(10):
            clock.now += seconds / 10
            progress.advance(50)
    return stream.getvalue()


def test_progress_shows_stage_share_and_rate_and_is_wiped_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    text = worked(Terminal(), 10.0)
    assert "align  [##########----------]  50%  500 of 1,000 passages  50/s" in text
    assert text.endswith("\r\x1b[K")


def test_progress_without_a_total_shows_the_number_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "align  500 passages  50/s" in worked(Terminal(), 10.0, total=None)


def test_progress_is_silent_for_short_work_pipes_dumb_terminals_and_on_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert worked(Terminal(), 1.5) == ""
    assert worked(io.StringIO(), 10.0) == ""
    assert worked(Terminal(), 10.0, enabled=False) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert worked(Terminal(), 10.0) == ""


@pytest.mark.parametrize("option", ["--no-progress", "--quiet"])
def test_compare_turns_progress_off_on_request(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    told: list[bool] = []

    class Spy(ProgressLine):
        def __init__(self, *, enabled: bool) -> None:
            told.append(enabled)
            super().__init__(enabled=enabled)

    monkeypatch.setattr("provenance.cli.compare.ProgressLine", Spy)
    run(["compare", "corpus", "--format", "csv"])
    run(["compare", "corpus", "--format", "csv", option])
    assert told == [True, False]
