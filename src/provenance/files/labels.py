"""``labels.toml``: reviewed decisions, read and checked; every fault is told with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast, get_args

from provenance.decisions import Cover, Label, LabelKind, Labels, Rule
from provenance.errors import LabelsError
from provenance.files.discover import printable
from provenance.files.toml_lines import Table, find_tables

NAME: Final = "labels.toml"
SCHEMA: Final = "provenance.labels/1"
KINDS: Final[tuple[str, ...]] = get_args(LabelKind)

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}")
_BOTH: Final = ("as", "agency", "by", "on", "why")
_KEYS: Final = {"label": (*_BOTH, "reviewed", "covers"), "rule": (*_BOTH, "path", "outlets")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsText:
    """A labels file as it is: its text, where its entries stand, and what they say."""

    text: str
    tables: tuple[Table, ...]
    labels: Labels


def read_labels(path: Path, shown: str) -> Labels:
    """Read a labels file.

    Args:
        path: The file.
        shown: What messages call it.

    Raises:
        LabelsError: if it cannot be read, is no valid TOML, has unknown keys or kinds, or says the same
            twice; all faults together, each with its line.
    """
    return read_text(path, shown).labels


def read_text(path: Path, shown: str) -> LabelsText:
    """Read a labels file with its text, to change it; raises as ``read_labels`` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LabelsError(f"{printable(shown)}: cannot be read: {error.strerror or error}") from error
    return parse_labels(data, shown)


def parse_labels(data: bytes, shown: str) -> LabelsText:
    """Read the bytes of a labels file; raises as ``read_labels`` does."""
    name = printable(shown)
    try:
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LabelsError(f"{name}:{line}: no valid TOML: not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        reason = str(error)[: place.start()].strip() if place else str(error)
        raise LabelsError(f"{name}:{line}: no valid TOML: {printable(reason)}") from error
    tables, top = find_tables(text)
    faults = _Faults(name)
    labels, rules = _entries(content, tables, top, faults)
    faults.check()
    return LabelsText(text=text, tables=tuple(tables), labels=Labels(path=shown, labels=labels, rules=rules))


class _Faults:
    """Collects what is wrong, each with its line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, what: str) -> None:
        self._found.append((line, printable(what)))

    def check(self) -> None:
        if self._found:
            raise LabelsError("\n".join(f"{self._name}:{line}: {what}" for line, what in sorted(self._found)))


def _entries(
    content: Mapping[str, Any], tables: list[Table], top: Mapping[str, int], faults: _Faults
) -> tuple[tuple[Label, ...], tuple[Rule, ...]]:
    for key, line in top.items():
        if key in _KEYS:
            faults.add(line, f"write each {key} as a table of its own, under [[{key}]]")
        elif key != "schema":
            faults.add(line, _unknown("key", key, ("schema", "[[label]]", "[[rule]]")))
    if content.get("schema", SCHEMA) != SCHEMA:
        what = f"schema is {content['schema']!r}, this version reads {SCHEMA!r}; upgrade provenance"
        faults.add(top.get("schema", 1), what)
    labels: list[Label] = []
    rules: list[Rule] = []
    entries = {name: iter(content.get(name, ())) for name in _KEYS}
    for table in tables:
        if table.name not in _KEYS:
            faults.add(table.line, _unknown("table", f"[[{table.name}]]", ("[[label]]", "[[rule]]")))
            continue
        entry = next(entries[table.name], None)
        if not isinstance(entry, dict):
            continue  # its key at the top is told already
        reader = _Reader(table, entry, faults)
        if table.name == "label":
            labels += reader.label()
        else:
            rules += reader.rule()
    for key in sorted(content.keys() - top.keys() - {table.name for table in tables}):
        faults.add(1, _unknown("table", f"[{key}]", ("[[label]]", "[[rule]]")))
    _same(labels, lambda label: label.covers, "label", "covers the same sentences as", faults)
    _same(rules, lambda rule: (rule.paths, rule.outlets, rule.agency), "rule", "is the same as", faults)
    return tuple(labels), tuple(rules)


def _same(found: list[Any], key: Callable[[Any], object], noun: str, words: str, faults: _Faults) -> None:
    """Tell entries that decide the same thing twice."""
    first: dict[object, int] = {}
    for one in found:
        line = first.setdefault(key(one), one.line)
        if line != one.line:
            faults.add(one.line, f"duplicate {noun}: it {words} the one on line {line}; keep one of them")


def _unknown(noun: str, name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"unknown {noun} {name!r}; {hint}"


class _Reader:
    """Reads one entry; a fault is noted and the entry left out."""

    def __init__(self, table: Table, entry: Mapping[str, Any], faults: _Faults) -> None:
        self._table = table
        self._entry = entry
        self._faults = faults
        self._sound = True
        for key in entry:
            if key not in _KEYS[table.name]:
                self._fault(key, _unknown("key", key, _KEYS[table.name]))

    def label(self) -> list[Label]:
        """Return the label, or nothing where something is wrong with it."""
        kind, covers = self._kind(), self._covers()
        reviewed = self._entry.get("reviewed", True)
        if not isinstance(reviewed, bool):
            self._fault("reviewed", f"reviewed must be true or false, not {reviewed!r}")
        label = Label(
            kind=kind,
            covers=covers,
            agency=self._text("agency"),
            by=self._text("by"),
            on=self._date(),
            why=self._text("why"),
            reviewed=reviewed is True,
            excerpt=self._table.comment,
            line=self._table.line,
        )
        return [label] if self._sound else []

    def rule(self) -> list[Rule]:
        """Return the rule, or nothing where something is wrong with it."""
        rule = Rule(
            kind=self._kind(),
            paths=self._paths(),
            outlets=self._outlets(),
            agency=self._text("agency"),
            by=self._text("by"),
            on=self._date(),
            why=self._text("why"),
            line=self._table.line,
        )
        if self._sound and not (rule.paths or rule.outlets or rule.agency):
            self._fault("as", "a rule needs a path, outlets or an agency, or it would cover everything")
        return [rule] if self._sound else []

    def _fault(self, key: str, what: str, line: int | None = None) -> None:
        self._sound = False
        self._faults.add(line or self._table.keys.get(key, self._table.line), what)

    def _kind(self) -> LabelKind:
        kind = self._entry.get("as")
        if kind is None:
            self._fault("as", f'no decision: add as = "...", one of {", ".join(KINDS)}')
        elif kind not in KINDS:
            self._fault("as", _unknown("kind", str(kind), KINDS))
        return cast(LabelKind, kind)

    def _text(self, key: str) -> str | None:
        value = self._entry.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self._fault(key, f"{key} must be a string that is not empty, not {value!r}")
        return cast(str, value)

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self._entry.get(key, [])
        values = [value] if isinstance(value, str) and key == "path" else value
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            self._fault(key, f"{key} must be a list of strings, not {value!r}")
            return ()
        return tuple(values)

    def _date(self) -> date | None:
        value = self._entry.get("on")
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self._fault("on", f"on must be a date without quotation marks, like 2026-03-01, not {value!r}")
        return cast("date | None", value)

    def _paths(self) -> tuple[str, ...]:
        return self._texts("path")

    def _outlets(self) -> tuple[str, str] | None:
        names = self._texts("outlets")
        if not names and "outlets" not in self._entry:
            return None
        if len(names) != 2:
            self._fault("outlets", 'outlets must name the two outlets, like ["A", "B"] or ["A", "A"]')
            return None
        return names[0], names[1]

    def _covers(self) -> frozenset[Cover]:
        found: set[Cover] = set()
        for text in self._texts("covers"):
            article, _, digits = text.rpartition(" ")
            cover = Cover(article, digits)
            if not article or not _FINGERPRINT.fullmatch(digits):
                self._fault("covers", f"covers {text!r}: write article id, space, 32 hexadecimal digits")
            elif cover in found:
                self._fault("covers", f"covers {text!r} twice")
            found.add(cover)
        if not found:
            self._fault("covers", "covers no sentence; name some, or remove this label")
        return frozenset(found)
