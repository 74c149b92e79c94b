"""Rounded and noisy counts for looking around, never for a cell that is also published exactly.

Rounding to 5 leaves an interval of five; cell keys (Fraser and Wooton 2005; Thompson, Broadfoot and Elazar 2013)
give the same group the same noise wherever it appears, so that asking again averages nothing out. Beside an exact
figure either would be an invitation to subtract, so both refuse such cells. The key is secret like the seed.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Ints

BASE = 5
KEY_BITS = 64


class PublishedExactly(ValueError):
    """A cell that some release shows as it is."""


def rounded(counts: Ints, exactly_published: Bools) -> Ints:
    """Counts to the nearest 5; two go down, three go up."""
    _refuse(exactly_published)
    return BASE * ((counts + BASE // 2) // BASE)


def respondent_keys(respondents: Ints, secret: bytes) -> np.typing.NDArray[np.uint64]:
    """A key for each respondent of a release, by their number in it; forgotten with the release."""
    if len(secret) < 16:
        raise ValueError("The secret of a release has at least 16 bytes.")
    found = [blake2b(int(each).to_bytes(8, "big"), key=secret, digest_size=8).digest() for each in respondents]
    return np.array([int.from_bytes(each, "big") for each in found], dtype=np.uint64)


def noisy(counts: Ints, keys: np.typing.NDArray[np.uint64], exactly_published: Bools, most: int = 2) -> Ints:
    """Counts with noise from -`most` to `most` that depends on who is counted; 0 stays 0 and nothing falls below 0.

    `keys` are the sums, modulo 2 to the 64, of the keys of those counted in each cell.
    """
    _refuse(exactly_published)
    mixed = (keys * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
    noise = (mixed % np.uint64(2 * most + 1)).astype(np.int64) - most
    return np.where(counts == 0, 0, np.maximum(0, counts + noise))


def _refuse(exactly_published: Bools) -> None:
    count = int(exactly_published.sum())
    if count:
        raise PublishedExactly(f"{count} of these cells are published exactly; show those, or other cells.")
