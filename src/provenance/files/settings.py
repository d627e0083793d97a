"""Settings from ``provenance.toml`` or ``[tool.provenance]`` in ``pyproject.toml``, and flags over them."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from provenance.config import MEMORY, Config, GateConfig
from provenance.errors import SettingsError, UsageError
from provenance.model import Content, Relation

OWN_FILE: Final = "provenance.toml"
PROJECT_FILE: Final = "pyproject.toml"
_TABLES: Final = frozenset({"gate"})
_ENGINES: Final = ("local", "spark")
_CHOICES: Final = {"relations": get_args(Relation), "content": get_args(Content)}
_WORDS: Final = {
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "str": "a string",
    "tuple[str, ...]": "a list of strings",
}


def load_config(
    start: Path | None,
    explicit: Path | None,
    overrides: Mapping[str, object],
    defaults: Mapping[str, Any] | None = None,
) -> Config:
    """Build the settings of a run: default < file < flag.

    Args:
        start: Folder from which to look upwards for a settings file; None looks for none.
        explicit: A settings file to use instead.
        overrides: Values of flags by field name; None means not given. Those of the gate have their
            field names as well, ``gate`` in front: ``gate_min_words``.
        defaults: Values by field name that hold where neither file nor flag says otherwise.

    Returns:
        The settings.

    Raises:
        SettingsError: if the file is missing or no TOML, or has an unknown key or a wrong value.
        UsageError: if an override is unknown or has a wrong value.
    """
    path = explicit if explicit is not None else find_settings(start)
    values: dict[str, Any] = dict(defaults or {})
    if path is not None:
        values |= _checked(read_table(path), path)
    gate: dict[str, Any] = {}
    for key, value in overrides.items():
        if value is not None:
            of_gate = key.startswith("gate_")
            name, fault = _name_and_fault(key.removeprefix("gate_"), value, GateConfig if of_gate else Config)
            if fault is not None:
                raise UsageError(fault)
            (gate if of_gate else values)[name] = _frozen(value)
    if gate:
        values["gate"] = replace(values.get("gate", GateConfig()), **gate)
    return Config(**values)


def find_settings(start: Path | None) -> Path | None:
    """Return the nearest settings file in or above a folder, ``provenance.toml`` first."""
    if start is None:
        return None
    folder = start.resolve()
    for above in (folder, *folder.parents):
        own = above / OWN_FILE
        if own.is_file():
            return own
        project = above / PROJECT_FILE
        if project.is_file() and b"tool.provenance" in _bytes(project) and read_table(project):
            return project
    return None


def read_table(path: Path) -> dict[str, Any]:
    """Read all settings of a file, nested tables such as ``gate`` included, unchecked.

    Args:
        path: A ``pyproject.toml``, whose ``[tool.provenance]`` is read, or a file of settings only.

    Returns:
        The table; empty where a ``pyproject.toml`` has none for us.

    Raises:
        SettingsError: if the file is missing, cannot be read, or is no valid TOML.
    """
    try:
        content = tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: no valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}: no valid TOML: not UTF-8 (at line {line})") from error
    tool = content.get("tool")
    table = tool.get("provenance") if isinstance(tool, dict) else None
    if table is None:
        return {} if path.name == PROJECT_FILE else content
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.provenance is no table")
    return table


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from error


def _checked(table: Mapping[str, Any], path: Path) -> dict[str, Any]:
    values, faults = _values(table, Config)
    if isinstance(table.get("gate"), dict):
        gate, more = _values(table["gate"], GateConfig)
        faults += [f"gate: {fault}" for fault in more]
        values["gate"] = gate
    if faults:
        raise SettingsError("\n".join(f"{path}: {fault}" for fault in faults))
    for name in ("labels", "index"):
        if name in values:
            values[name] = str(path.parent / values[name])
    if "gate" in values:
        values["gate"] = GateConfig(**values["gate"])
    return values


def _values(table: Mapping[str, Any], shape: type) -> tuple[dict[str, Any], list[str]]:
    """Return a table's values by field name, and what is wrong with them."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in table.items():
        if shape is Config and key in _TABLES and isinstance(value, dict):
            continue
        name, fault = _name_and_fault(key, value, shape)
        if fault is None and name in values:
            fault = f"{key} is set twice, with - and with _"
        if fault is not None:
            faults.append(fault)
        values[name] = _frozen(value)
    return values, faults


def _name_and_fault(key: str, value: object, shape: type = Config) -> tuple[str, str | None]:
    """Return the field's name and what is wrong with its value, if anything is."""
    name = key.replace("-", "_")
    kinds = {field.name: str(field.type) for field in fields(shape)}
    if shape is Config and name in _TABLES:
        return name, f"{name} must be a table: [{name}]"
    if name not in kinds:
        known = sorted(kinds)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {_shown(near[0])}?" if near else f"known are {', '.join(map(_shown, known))}"
        return name, f"unknown key {key!r}; {hint}"
    kind = kinds[name].removesuffix(" | None")
    if not _fits(value, kind):
        return name, f"{_shown(name)} must be {_WORDS.get(kind, kind)}, not {value!r}"
    return name, _out_of_range(name, value)


def _fits(value: object, kind: str) -> bool:
    if kind == "tuple[str, ...]":
        return isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value)
    if kind == "float":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"bool": bool, "str": str}.get(kind, object))


def _out_of_range(name: str, value: Any) -> str | None:
    if name == "min_score" and not 0 <= value <= 1:
        return f"min-score must be from 0 to 1, not {value!r}"
    if name in ("jobs", "min_words", "read_seconds") and value < 1:
        return f"{_shown(name)} must be at least 1, not {value!r}"
    strange = [word for word in value if word not in _CHOICES[name]] if name in _CHOICES else []
    if strange or (name in _CHOICES and not value):
        what = repr(strange[0]) if strange else "none"
        return f"{name} must be some of {', '.join(_CHOICES[name])}, not {what}"
    if name == "engine" and value not in _ENGINES:
        return f"engine must be one of {', '.join(_ENGINES)}, not {value!r}"
    if name == "memory" and not MEMORY.fullmatch(value):
        return f"memory must be an amount like 2GiB or 500MB, not {value!r}"
    if isinstance(value, str) and not value.strip():
        return f"{_shown(name)} is empty"
    return None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _shown(name: str) -> str:
    return name.replace("_", "-")
