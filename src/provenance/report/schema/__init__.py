"""The JSON Schema of the report, shipped with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every ``report.json`` satisfies."""
    text = files(__name__).joinpath("report-1.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))
