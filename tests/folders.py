"""Where things lie: the checkout, its sample corpus, the tested package, and annotated articles beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import provenance

ROOT: Final = Path(__file__).resolve().parent.parent
CORPUS: Final = ROOT / "corpus"
SOURCE: Final = Path(provenance.__file__).parent.parent
SHARED: Final = Path(os.environ.get("PROVENANCE_SHARED") or ROOT.parent / "shared")
