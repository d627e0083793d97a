"""Numbers that stand for something in columns and kernels: scales, kinds and bits."""

from __future__ import annotations

from typing import Final

# Weights and surprises are whole numbers of so many to the nat.
SCALE: Final = 256

# What capitals tell in an article, see ``core.collection.capitals``.
NO_NAMES: Final = 0
NAMES: Final = 1
THROUGHOUT: Final = 2

# What proposed a candidate pair, one bit each.
LSH: Final = 1
SHINGLES: Final = 2
TERMS: Final = 4
QUOTE: Final = 8
ENCODER: Final = 16
COGNATES: Final = 32
GENERATORS: Final = {
    LSH: "MinHash LSH",
    SHINGLES: "rare shingles",
    TERMS: "rare terms",
    QUOTE: "equal quotation",
    ENCODER: "encoder",
    COGNATES: "cognates",
}
