"""Find passages that articles have in common, show the evidence, and say which come from wire copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from provenance.api import compare, diff, load_report
    from provenance.checking import check
    from provenance.config import Config
    from provenance.errors import ProvenanceError
    from provenance.gating import gate
    from provenance.model import Report

__all__ = [
    "Config",
    "ProvenanceError",
    "Report",
    "__version__",
    "check",
    "compare",
    "diff",
    "gate",
    "load_report",
]

_HOMES = {
    "Config": "provenance.config",
    "ProvenanceError": "provenance.errors",
    "Report": "provenance.model",
    "check": "provenance.checking",
    "compare": "provenance.api",
    "diff": "provenance.api",
    "gate": "provenance.gating",
    "load_report": "provenance.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the package itself costs next to nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
