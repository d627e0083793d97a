"""What a guarded reader and whoever asked it say to one another: pickles, each after its length."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import Any, Final

HEAD: Final = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end of a file: read to its end, or not, and why; ``leaves`` says that the reader ends, too."""

    error: OSError | None = None
    reason: str | None = None
    leaves: bool = False


def framed(message: Any) -> bytes:
    """Return a message as it is sent."""
    data = pickle.dumps(message)
    return HEAD.pack(len(data)) + data
