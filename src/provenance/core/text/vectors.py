"""Vectors in small whole numbers: centred, of length one, and quantised, so that products are exact.

Sums of floats depend on their order, and libraries choose it by the size of the batch and the
machine. Whole numbers add up to the same in any order.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_LARGEST: Final = 127
# How many standard deviations of a random unit vector's component fit: few components lie beyond.
_REACH: Final = 6.0
_TINY: Final = 1e-6
_EXACT_IN_FLOAT32: Final = 2**24


def centred(vectors: Array, means: Array) -> Array:
    """Subtract a mean from every vector and bring it to length one.

    Args:
        vectors: float32, shape (n, dimensions).
        means: what to subtract from each, shape (n, dimensions) or (dimensions,).

    Returns:
        float64, shape (n, dimensions); zeros where a vector has no length or is not finite.
    """
    moved = vectors.astype(np.float64) - means
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->i", moved, moved))
    sound = np.isfinite(lengths) & (lengths > _TINY)
    moved[~sound] = 0.0
    moved /= np.where(sound, lengths, 1.0)[:, None]
    return moved


def scale(dimensions: int) -> float:
    """Return what a component of one counts as in whole numbers.

    Components of unit vectors are smaller the more there are: around 1 / sqrt(dimensions).
    """
    return _LARGEST / min(1.0, _REACH / math.sqrt(max(dimensions, 1)))


def quantised(units: Array) -> npt.NDArray[np.int8]:
    """Return unit vectors as whole numbers from -127 to 127, int8, of the same shape."""
    whole = np.rint(units * scale(units.shape[-1]))
    return np.clip(whole, -_LARGEST, _LARGEST).astype(np.int8)


def dots(left: Array, right: Array) -> npt.NDArray[np.int32]:
    """Return the products of every vector on the left with every one on the right.

    Args:
        left: int8, shape (n, dimensions).
        right: int8, shape (m, dimensions).

    Returns:
        int32, shape (n, m). Exact: numpy multiplies floats many times faster than whole numbers, and
        floats that are whole add up without rounding as long as no sum can reach 2**24.
    """
    exact = "f4" if left.shape[-1] * _LARGEST**2 < _EXACT_IN_FLOAT32 else "f8"
    products: Array = left.astype(exact) @ right.astype(exact).T
    return products.astype(np.int32)


def lengths(vectors: Array) -> npt.NDArray[np.int32]:
    """Return the product of every vector with itself, int32, shape (n,)."""
    wide = vectors.astype(np.int32)
    found: npt.NDArray[np.int32] = np.einsum("ij,ij->i", wide, wide)
    return found


def cosines(products: Array, left: Array, right: Array) -> npt.NDArray[np.float64]:
    """Return cosines from whole numbers, rounded to 4 decimals.

    Args:
        products: products of two vectors each, int32, any shape.
        left: products of the left vectors with themselves, of the same shape or one that numpy broadcasts.
        right: the same of the right vectors.

    Returns:
        float64, shape of ``products``; 0 where a vector is empty.
    """
    both = left.astype(np.float64) * right.astype(np.float64)
    found = np.zeros(products.shape)
    np.divide(products, np.sqrt(both), out=found, where=both > 0)
    return np.round(found, 4)
