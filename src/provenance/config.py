"""Settings of one run: default < configuration file < flag, in one frozen object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# An amount of memory, such as 2GiB or 500MB.
MEMORY: Final = re.compile(r"[1-9]\d*(\.\d+)?\s*[KMGT]i?B")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateConfig:
    """What counts as a duplicate that needs a label: all else is a note.

    ``min_words`` counts the words of the shorter side.
    """

    relations: tuple[str, ...] = ("identical", "near-copy")
    content: tuple[str, ...] = ("passage",)
    min_words: int = 25
    min_score: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a run is asked to do.

    ``min_score`` is the probability below which matches are not reported. ``reworded`` off finds
    near-copies only. ``jobs`` None means all cores. ``texts`` None carries the articles' texts in the
    report where they come to at most 50 million characters. ``outlet_from`` is ``folder`` (the first
    folder below the root) or an outlet's name. ``exclude`` holds globs against ids. ``labels`` is the
    labels file; None means ``labels.toml`` in the corpus root, if it is there. ``index`` is the index
    file; None means ``.provenance/index.duckdb`` in the corpus root. ``master`` says where the Spark
    engine runs; None leaves it to ``spark-submit``, else it is this machine. ``work`` is a folder that
    keeps what was read and long stages found, for a run that is to be resumed; None keeps nothing.
    ``read_seconds`` is the processor time that a document, or a record of an archive, may take without
    giving text; None means 7 seconds for the one and 4 for the other.
    """

    min_score: float = 0.5
    reworded: bool = True
    encoder: str = "auto"
    engine: str = "local"
    master: str | None = None
    jobs: int | None = None
    memory: str = "2GiB"
    work: str | None = None
    exclude: tuple[str, ...] = ()
    outlet_from: str | None = None
    text_field: str = "text"
    texts: bool | None = None
    labels: str | None = None
    index: str | None = None
    read_seconds: int | None = None
    gate: GateConfig = GateConfig()

    def shaping(self) -> dict[str, object]:
        """Return the settings that shape results: engine, jobs, memory and the work folder do not."""
        return {
            "encoder": self.encoder,
            "exclude": list(self.exclude),
            "min_score": self.min_score,
            "outlet_from": self.outlet_from,
            "reworded": self.reworded,
            "text_field": self.text_field,
        }
