"""Taking the fields of a saved report out of JSON by type, with errors that name file and field."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from provenance.errors import DamagedReportError

Made = TypeVar("Made")


def damaged(name: str, what: str) -> NoReturn:
    """Raise the error for a saved report that can't be used: the file, what is wrong, what to do."""
    raise DamagedReportError(
        f"{name} can't be read as a report: {what}; make it anew with: provenance compare CORPUS"
    )


class Fields:
    """A JSON object whose fields are taken out by type; errors name the file and the field."""

    __slots__ = ("_data", "_name", "_where")

    def __init__(self, data: object, where: str, name: str) -> None:
        self._where, self._name = where, name
        if not isinstance(data, dict):
            damaged(name, f"{where} is no object")
        self._data: dict[str, Any] = data

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def _path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def _take(self, key: str, *kinds: type) -> Any:
        value = self._data.get(key, self)
        if value is self:
            damaged(self._name, f"{self._path(key)} is missing")
        if type(value) not in kinds:
            damaged(self._name, f"{self._path(key)} has the wrong type ({type(value).__name__})")
        return value

    def text(self, key: str) -> str:
        return cast(str, self._take(key, str))

    def maybe_text(self, key: str) -> str | None:
        return cast("str | None", self._take(key, str, type(None)))

    def optional(self, key: str, kind: type[Made]) -> Made | None:
        return cast("Made | None", self._take(key, kind)) if key in self._data else None

    def whole(self, key: str, least: int = 0) -> int:
        value = cast(int, self._take(key, int))
        if value < least:
            damaged(self._name, f"{self._path(key)} is {value}, less than {least}")
        return value

    def number(self, key: str) -> float:
        value = self._take(key, int, float)
        if not math.isfinite(value):
            damaged(self._name, f"{self._path(key)} is no finite number")
        return float(value)

    def maybe_whole(self, key: str) -> int | None:
        return cast("int | None", self._take(key, int, type(None)))

    def flag(self, key: str) -> bool:
        return cast(bool, self._take(key, bool))

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in allowed:
            damaged(self._name, f"{self._path(key)} is {value!r}, none of {', '.join(allowed)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list)
        if not all(isinstance(value, str) for value in values):
            damaged(self._name, f"{self._path(key)} holds something that is no text")
        return tuple(values)

    def mapping(self, key: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._take(key, dict))

    def numbers(self, key: str, *kinds: type) -> dict[str, Any]:
        values = self.mapping(key)
        for field, value in values.items():
            if type(value) not in kinds or not math.isfinite(value):
                damaged(self._name, f"{self._path(key)}.{field} is no number as expected there")
        return values

    def record(self, key: str, make: Callable[[Fields], Made]) -> Made:
        return make(Fields(self._take(key, dict), self._path(key), self._name))

    def records(self, key: str, make: Callable[[Fields], Made]) -> tuple[Made, ...]:
        where = self._path(key)
        return tuple(
            make(Fields(value, f"{where}[{position}]", self._name))
            for position, value in enumerate(self._take(key, list))
        )
