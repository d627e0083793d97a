"""Reads annotations: what the articles of a collection share, as people marked it.

Two forms are known, told apart by their keys. *Annotated passages* name relation, content and
tier of each pair, passages that only look alike (``not_shared``) and, optionally, origins.
*Versions of documents* name how two versions of one paragraph came about (``kind``), and pairs to be
left alone (``aside``). The second form is complete: what it does not list is not shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar, cast, get_args

from provenance.core.evaluating.gold import KINDS, Gold, GoldOrigin, GoldPair, GoldPassage, LookAlike
from provenance.errors import GoldError
from provenance.model import Content, OriginKind, Relation, Span

EXPECTED_SCHEMA: Final = "provenance.expected/1"

_OURS: Final = "provenance."
# Tier 3 is loose or very short: accepted, not required.
_REQUIRED: Final = 2
_TIERS: Final = (1, 2, 3)

Made = TypeVar("Made")


def read_gold(path: str | Path) -> Gold:
    """Read an annotation.

    Raises:
        GoldError: if the file is missing, is no JSON, has no known form, or a field of it is wrong.
    """
    name = str(path)
    data = _load(Path(path), name)
    schema = data.get("schema")
    if isinstance(schema, str) and schema.startswith(_OURS) and schema != EXPECTED_SCHEMA:
        _refuse(name, f"its schema is {schema!r}; expectations have {EXPECTED_SCHEMA!r}")
    record = _Record(data, "", name)
    if not ("pairs" in data and ("aside" in data or "not_shared" in data)):
        _refuse(
            name,
            'its keys are neither "pairs", "not_shared" (annotated passages) nor "pairs", "aside" (versions)',
        )
    read = _versions if "aside" in data else _annotated
    return read(record, Path(path).name)


def _load(path: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise GoldError(f"{name}: there is no such file") from error
    except UnicodeDecodeError as error:
        _refuse(name, f"it is not UTF-8 ({error.reason} at byte {error.start})")
    except OSError as error:
        _refuse(name, str(error.strerror or error))
    except json.JSONDecodeError as error:
        _refuse(name, f"it is no complete JSON ({error.msg}, line {error.lineno}, column {error.colno})")
    except (ValueError, RecursionError) as error:
        _refuse(name, f"it is no JSON that can be read ({error})")
    if not isinstance(data, dict):
        _refuse(name, "it is no JSON object")
    return data


def _refuse(name: str, what: str) -> NoReturn:
    raise GoldError(f"{name} can't be read as annotated expectations: {what}")


class _Record:
    """An object of the file whose fields are taken out by type; errors name the file and the field."""

    __slots__ = ("_data", "_name", "where")

    def __init__(self, data: object, where: str, name: str) -> None:
        self.where, self._name = where, name
        if not isinstance(data, dict):
            _refuse(name, f"{where} is no object")
        self._data: dict[str, Any] = data

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, what: str) -> NoReturn:
        _refuse(self._name, f"{self.path(key)} {what}")

    def take(self, key: str, kind: type[Made]) -> Made:
        value = self.maybe(key, kind)
        if value is None:
            self.wrong(key, "is missing")
        return value

    def maybe(self, key: str, kind: type[Made]) -> Made | None:
        value = self._data.get(key)
        if value is not None and type(value) is not kind:
            self.wrong(key, f"has the wrong type ({type(value).__name__})")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.take(key, str)
        if value not in allowed:
            self.wrong(key, f"is {value!r}, none of {', '.join(allowed)}")
        return value

    def passage(self, key: str) -> GoldPassage:
        side = _Record(self.take(key, dict), self.path(key), self._name)
        start, end = side.take("start", int), side.take("end", int)
        if not 0 <= start < end:
            self.wrong(key, f"is no stretch of text: from {start} to {end}")
        return GoldPassage(
            article=side.take("article", str), span=Span(start, end), text=side.maybe("text", str)
        )

    def each(self, key: str, make: Callable[[_Record], Made]) -> tuple[Made, ...]:
        return tuple(
            make(_Record(value, f"{self.path(key)}[{number}]", self._name))
            for number, value in enumerate(self.maybe(key, list) or ())
        )


def _annotated(record: _Record, name: str) -> Gold:
    return Gold(
        name=name,
        pairs=record.each("pairs", _annotated_pair),
        lists_stock=False,
        not_shared=record.each("not_shared", _look_alike),
        pair_origins=record.each("pair_origins", lambda one: _origin(one, "left", "right")),
        article_origins=record.each("article_origins", lambda one: _origin(one, "article")),
    )


def _annotated_pair(one: _Record) -> GoldPair:
    relation = one.choice("relation", get_args(Relation))
    tier = one.take("tier", int)
    if tier not in _TIERS:
        one.wrong("tier", f"is {tier}, none of 1, 2, 3")
    return GoldPair(
        id=one.maybe("id", str) or one.where,
        left=one.passage("left"),
        right=one.passage("right"),
        relation=cast(Relation, relation),
        kind=relation,
        group=f"tier {tier}",
        content=cast(Content, one.choice("content", get_args(Content))),
        required=tier <= _REQUIRED,
    )


def _look_alike(one: _Record) -> LookAlike:
    return LookAlike(
        left=one.passage("left"), right=one.passage("right"), note=one.maybe("note", str) or "not shared"
    )


def _origin(one: _Record, *keys: str) -> GoldOrigin:
    return GoldOrigin(
        articles=tuple(sorted(one.take(key, str) for key in keys)),
        kind=cast(OriginKind, one.choice("origin", get_args(OriginKind))),
        agency=one.maybe("agency", str),
    )


def _versions(record: _Record, name: str) -> Gold:
    return Gold(
        name=name,
        pairs=record.each("pairs", _version_pair),
        lists_stock=True,
        aside=record.each("aside", _look_alike),
    )


def _version_pair(one: _Record) -> GoldPair:
    kind = one.choice("kind", tuple(KINDS))
    document = one.take("document", str)
    return GoldPair(
        id=f"{document} {one.where}",
        left=one.passage("left"),
        right=one.passage("right"),
        relation=KINDS[kind],
        kind=kind,
        group=kind,
        language=_source_language(document),
    )


def _source_language(document: str) -> str | None:
    """Return the source language of a document named SET/FROM-TO/NAME; None if it is named otherwise."""
    parts = document.split("/")
    source, dash, _ = parts[1].partition("-") if len(parts) > 1 else ("", "", "")
    return source if dash and source else None
