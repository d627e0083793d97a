"""What the index commands say, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from provenance.model import Problem
from provenance.report.commands import shell_command
from provenance.report.escape import for_terminal, one_line
from provenance.report.phrases import counted

_SHOWN = 5


class Change(Protocol):
    """How many articles a change of an index touched."""

    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def removed(self) -> int: ...
    @property
    def articles(self) -> int: ...


class Facts(Protocol):
    """What an index holds."""

    @property
    def path(self) -> Path: ...
    @property
    def schema(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, str]: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def articles(self) -> int: ...
    @property
    def passages(self) -> int: ...
    @property
    def texts(self) -> int: ...
    @property
    def words(self) -> int: ...
    @property
    def outlets(self) -> Mapping[str, int]: ...
    @property
    def agencies(self) -> Mapping[str, int]: ...
    @property
    def languages(self) -> Mapping[str, int]: ...
    @property
    def first(self) -> str | None: ...
    @property
    def last(self) -> str | None: ...
    @property
    def size(self) -> int: ...


class Verified(Protocol):
    """What a look at a sample of an index found."""

    @property
    def articles(self) -> int: ...
    @property
    def sampled(self) -> int: ...
    @property
    def faults(self) -> Sequence[str]: ...


def write_added(
    path: Path, change: Change, problems: Sequence[Problem], stream: TextIO, gone: Sequence[str] = ()
) -> None:
    """Say what was done to an index; ``gone`` are ids that it holds and that were not read again."""
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (change.added, "added"),
            (change.changed, "changed"),
            (change.removed, "removed"),
            (change.unchanged, "unchanged"),
        )
        if number
    ]
    told = ", ".join(parts) or "nothing to do"
    stream.write(f"{_plain(str(path))}: {told}; {counted(change.articles, 'article')} held\n")
    for problem in problems[:_SHOWN]:
        line = "" if problem.line is None else f":{problem.line}"
        stream.write(f"problem  {_plain(problem.path + line)}: {_plain(problem.reason)}\n")
    if len(problems) > _SHOWN:
        stream.write(f"problem  and {len(problems) - _SHOWN:,} more\n")
    for name in gone[:_SHOWN]:
        stream.write(f"gone     {_plain(name)}: held, and not among the articles read\n")
    if gone:
        more = f"and {len(gone) - _SHOWN:,} more; " if len(gone) > _SHOWN else ""
        words = ["provenance", "index", "remove", "--index", str(path), "--", *gone[:_SHOWN]]
        stream.write(f"gone     {more}to take out: {shell_command(words)}\n")


def write_info(facts: Facts, stream: TextIO) -> None:
    """Say what an index holds."""
    dates = f"{facts.first} to {facts.last}" if facts.first else "undated"
    rows = [
        ("index", str(facts.path)),
        ("schema", facts.schema),
        (
            "made with",
            ", ".join(f"{name} {value or 'none'}" for name, value in sorted(facts.settings.items())),
        ),
        ("fingerprint", facts.fingerprint),
        ("articles", f"{facts.articles:,}, {dates}"),
        ("passages", f"{facts.passages:,}, {facts.texts:,} of them distinct; {counted(facts.words, 'word')}"),
        ("outlets", _counts(facts.outlets)),
        ("agencies", _counts(facts.agencies)),
        ("languages", _counts(facts.languages)),
        ("size", f"{facts.size / 1e6:,.1f} MB"),
    ]
    for name, value in rows:
        stream.write(f"{name:<12} {_plain(value)}\n")


def write_verified(path: Path, done: Verified, stream: TextIO) -> None:
    """Say what a look at a sample found."""
    if not done.faults:
        told = f"{done.sampled:,} of {counted(done.articles, 'article')} recomputed"
        stream.write(f"{_plain(str(path))}: sound; {told}\n")
        return
    for fault in done.faults[: 4 * _SHOWN]:
        stream.write(f"{_plain(fault)}\n")
    stream.write(
        f"{_plain(str(path))}: {counted(len(done.faults), 'fault')}; restore it from a copy, or move it away"
        f" and run: provenance index add CORPUS --index {_plain(str(path))}\n"
    )


def _counts(numbers: Mapping[str, int]) -> str:
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{name or 'unknown'} {number:,}" for name, number in ranked[:_SHOWN])
    more = f" and {len(ranked) - _SHOWN:,} more" if len(ranked) > _SHOWN else ""
    return told + more or "none"


def _plain(text: str) -> str:
    return for_terminal(one_line(text))
