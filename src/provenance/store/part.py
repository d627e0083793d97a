"""Pages that were read together, searched as they are stored.

Taking keys and values apart would copy every page, and a look-up needs a few rows of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# A search may look at the key behind the last one.
_BEHIND: Final = bytes(8)
# How many words a row of 8-byte values takes.
_WIDE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some pages of one segment and area: of each its keys, 8 bytes each, then its values.

    ``pages`` int64, ascending: their numbers. ``first`` int64: where in ``words``, uint32, each begins.
    ``count`` int64: how many rows each has. ``width``: how many words a row takes.
    """

    pages: Array
    first: Array
    count: Array
    words: Array
    width: int

    @staticmethod
    def of(pages: Array, held: Mapping[int, bytes], base: int, width: int) -> Part:
        """Put pages together.

        Args:
            pages: their numbers in their segment and area, ascending; one that is not held is empty.
            held: the pages by their number in the whole index, which is ``base`` more.
            width: how many words a row takes.
        """
        blobs = [held.get(base + page, b"") for page in pages.tolist()]
        sizes = np.array([len(blob) for blob in blobs], dtype=np.int64) // 4
        return Part(
            pages=pages,
            first=np.cumsum(sizes) - sizes,
            count=sizes // width,
            words=np.frombuffer(b"".join([*blobs, _BEHIND]), "<u4"),
            width=width,
        )

    @staticmethod
    def merged(parts: Sequence[Part]) -> Part:
        """Return several parts as one."""
        shift = np.cumsum([0, *(len(part.words) for part in parts)])
        pages = np.concatenate([part.pages for part in parts])
        order = np.argsort(pages)
        begins = [part.first + before for part, before in zip(parts, shift[:-1], strict=True)]
        return Part(
            pages=pages[order],
            first=np.concatenate(begins)[order],
            count=np.concatenate([part.count for part in parts])[order],
            words=np.concatenate([part.words for part in parts]),
            width=parts[0].width,
        )

    @property
    def size(self) -> int:
        """How many bytes the pages take."""
        return int(self.words.nbytes)

    def _at(self, pages: Array) -> Array:
        return np.minimum(np.searchsorted(self.pages, pages), len(self.pages) - 1)

    def holds(self, pages: Array) -> Array:
        """Say which of some pages are among these, bool."""
        found: Array = self.pages[self._at(pages)] == pages
        return found

    def find(self, keys: Array, pages: Array) -> tuple[Array, Array, Array, Array]:
        """Return which keys have rows here, the place of the page of each, and its first and last row there.

        Args:
            keys: uint64.
            pages: the page that each would lie in.
        """
        at = self._at(pages)
        mine = np.flatnonzero(self.pages[at] == pages)
        at, keys = at[mine], keys[mine]
        low = self._search(at, keys, after=False)
        # Most keys of new articles are held by none. What is behind the last key of a page gives no rows.
        there = self._keys(at, low) == keys
        mine, at, low, keys = mine[there], at[there], low[there], keys[there]
        return mine, at, low, self._search(at, keys, after=True)

    def values(self, at: Array, row: Array) -> Array:
        """Return the values of some rows, int64, given by the place of their page and their number there."""
        place = self.first[at] + 2 * self.count[at] + row * (self.width - 2)
        wide = self.width == _WIDE
        found: Array = self._wide(place).view(np.int64) if wide else self.words[place].view(np.int32)
        return found.astype(np.int64)

    def _keys(self, at: Array, row: Array) -> Array:
        return self._wide(self.first[at] + 2 * row)

    def _wide(self, place: Array) -> Array:
        found: Array = self.words[place + 1].astype(np.uint64) << np.uint64(32) | self.words[place]
        return found

    def _search(self, at: Array, keys: Array, *, after: bool) -> Array:
        """Return the first row of each page whose key is not below the one asked for, or is ``after`` it."""
        low, high = np.zeros(len(keys), dtype=np.int64), self.count[at]
        for _ in range(int(high.max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            here = self._keys(at, middle)
            below = (low < high) & (here <= keys if after else here < keys)
            low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
        found: Array = low
        return found
