"""Fingerprints of code, how many of them two students share, and where these are.

copydetect (MIT) takes a fingerprint of every run of k tokens and finds where two texts have the same. It was
chosen over compare50, which is under the GPL and asks for an attrs too old to be installed beside JupyterLab.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograde.normal_form import Row

if TYPE_CHECKING:
    from copydetect import CodeFingerprint

Hashes: TypeAlias = NDArray[np.int64]
"""Fingerprints, sorted, each once. They hold within one process: Python's hashes of texts."""

Mask: TypeAlias = NDArray[np.bool_]
"""Whether each token of a row is meant."""

NONE: Hashes = np.empty(0, dtype=np.int64)

_AT_ONCE = 10_000_000
"""Numbers in the largest array that is made."""


@dataclass(frozen=True)
class Print:
    """The rows of a student's cells, each with its cell's number, and the fingerprints that are her own."""

    k: int
    rows: tuple[tuple[int, Row], ...]
    own: Hashes

    @classmethod
    def of(cls, cells: Sequence[Sequence[Row]], k: int, innocent: Hashes) -> "Print":
        """Her own is what is not innocent."""
        rows = tuple((number, row) for number, rows in enumerate(cells) for row in rows)
        return cls(k, rows, of_all((row for _, row in rows), k)).without(innocent)

    def without(self, usual: Hashes) -> "Print":
        """The same but for fingerprints that say nothing."""
        return replace(self, own=np.setdiff1d(self.own, usual, assume_unique=True))


def _fingerprint(row: Row, k: int) -> "CodeFingerprint":
    from copydetect import CodeFingerprint

    # A window of 1 selects every run of tokens: notebooks are short, and winnowing would select other ones
    # each time, as Python's hashes differ. copydetect's own removal of known code trips over repeated runs.
    return CodeFingerprint("", k, 1, filter=False, fp=io.StringIO(row.text))


def of_all(rows: Iterable[Row], k: int) -> Hashes:
    """The fingerprints of all these rows, of each one alone."""
    found = [_fingerprint(row, k).hashes for row in rows if len(row.text) >= k]
    return np.unique(np.concatenate([NONE, *(np.fromiter(each, np.int64, len(each)) for each in found)]))


def held_by(prints: Sequence[Hashes], least: int, most: int) -> Hashes:
    """The fingerprints that at least and at most so many of the students have."""
    hashes, counts = np.unique(np.concatenate([NONE, *prints]), return_counts=True)
    return hashes[(least <= counts) & (counts <= most)]


def overlap(prints: Sequence[Hashes], most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many fingerprints each two students share, and which part that is of what the one with fewer has.

    Fingerprints of more than `most` students do not count. Both arrays are (students, students).
    """
    frequent = held_by(prints, most + 1, len(prints))
    sizes = np.array([np.setdiff1d(each, frequent, assume_unique=True).size for each in prints], dtype=float)
    count = np.zeros((len(prints), len(prints)))
    for some in _in_parts(held_by(prints, 2, most), len(prints)):
        has = np.stack([np.isin(some, each, assume_unique=True) for each in prints]).astype(np.float32)
        count += has @ has.T
    return count.astype(np.int64), count / np.maximum(np.minimum.outer(sizes, sizes), 1)


def _in_parts(hashes: Hashes, students: int) -> Iterator[Hashes]:
    if hashes.size:
        yield from np.array_split(hashes, -(-hashes.size * students // _AT_ONCE))


@dataclass(frozen=True)
class Marked:
    """A row that has some of the fingerprints that are asked for."""

    cell: int
    row: Row
    starts: dict[int, list[int]]
    """By fingerprint, the tokens at which its runs begin."""
    mask: Mask
    """Which tokens these runs cover."""


def marked(of: Print, wanted: Hashes) -> Iterator[Marked]:
    """The rows that have fingerprints of the student's own which are `wanted`, too.

    It takes time in proportion to the rows: no row is compared with any other.
    """
    shared = set(np.intersect1d(of.own, wanted, assume_unique=True).tolist())
    for cell, row in of.rows:
        if shared and len(row.text) >= of.k:
            found = _fingerprint(row, of.k)
            starts = {each: [int(start) for start in found.hash_idx[each]] for each in found.hashes & shared}
            if starts:
                yield Marked(cell, row, starts, _mask(row, of.k, starts.values()))


def _mask(row: Row, k: int, starts: Iterable[Iterable[int]]) -> Mask:
    mask = np.zeros(len(row.text), dtype=bool)
    for start in chain.from_iterable(starts):
        mask[start : start + k] = True
    return mask
