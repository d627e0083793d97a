"""The primes of XXH64, which also spread the bits of keys in hash tables.

Source: Y. Collet, xxHash.
"""

from __future__ import annotations

from typing import Final

import numpy as np

P1: Final = np.uint64(0x9E3779B185EBCA87)
P2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
P3: Final = np.uint64(0x165667B19E3779F9)
P4: Final = np.uint64(0x85EBCA77C2B2AE63)
P5: Final = np.uint64(0x27D4EB2F165667C5)
