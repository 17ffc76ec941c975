"""Whether two functions of the assignment "regularization" behave alike, whatever random numbers they draw.

Of a forward pass with dropout count the relations between its arrays, of crops the windows that occur. Hidden
tests number the pixels of their pictures (`numbered_pixels`), so that a crop says where it comes from.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Outcomes, Raised, described, same_values

__all__ = ["numbered_pixels", "same_crops", "same_dropout"]

Array: TypeAlias = NDArray[Any]

SIGMAS = 5.0
"""How many standard errors two shares may differ: one false alarm in 10⁶."""

MANY = 100
"""From this many crops on, every window of a test's pictures is expected to occur."""


@np.errstate(all="ignore")  # dividing by 1 − keep_prob = 0 is a known mistake
def same_dropout(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of `(A3, cache)` show the same dropout: same relations, same shares of units kept.

    Calls that drop nothing (keep_prob = 1) agree number by number. Which calls gave equal results counts too.
    """
    return (
        all(map(_same_pass, described(_Pass, ours), described(_Pass, theirs)))
        and _repetitions(described(_output_print, ours)) == _repetitions(described(_output_print, theirs))
        and _repetitions(described(_layer_print, ours)) == _repetitions(described(_layer_print, theirs))
    )


def same_crops(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of crops have the same shapes and cut the same windows out of numbered pixels.

    Where there are many crops, the windows that occur are compared. Which calls gave equal results counts.
    """
    return all(map(eq, described(_windows, ours), described(_windows, theirs))) and _repetitions(
        described(_fingerprint, ours)
    ) == _repetitions(described(_fingerprint, theirs))


def numbered_pixels(m: int, n_H: int, n_W: int, n_C: int) -> Array:
    """Images whose pixels say where they are: 10⁶ × image + 10⁴ × row + 100 × column + channel."""
    image, row, column, channel = np.indices((m, n_H, n_W, n_C))
    pixels: Array = 1_000_000 * image + 10_000 * row + 100 * column + channel
    return pixels.astype(float)


@dataclass
class _Pass:
    """What `same_dropout` looks at in one outcome, each found when it is asked for."""

    outcome: Any

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is a pair of A3 and a cache of fourteen arrays, in which every layer has its own."""
        shapes = _shapes(self.outcome)
        if not isinstance(self.outcome, list | tuple) or not isinstance(self.outcome[-1], list | tuple):
            return False
        return len(shapes) == 2 and len(shapes[1]) == 14 and all(len(shape) == 2 for shape in shapes[1])

    @cached_property
    def relations(self) -> list[Any]:
        return _relations(self.outcome)

    @cached_property
    def masks(self) -> list[Array]:
        return _masks(self.outcome)

    @cached_property
    def keeps_all(self) -> bool:
        return all((mask == 1).all() for mask in self.masks)


def _same_pass(one: _Pass, two: _Pass) -> bool:
    if isinstance(one.outcome, Raised) or isinstance(two.outcome, Raised):
        return type(one.outcome) is type(two.outcome) and bool(one.outcome == two.outcome)
    if not one.is_whole or not two.is_whole:
        return _shapes(one.outcome) == _shapes(two.outcome)
    if one.relations != two.relations:
        return False
    if one.keeps_all and two.keeps_all:
        return same_values([one.outcome], [two.outcome])
    return all(_same_share(mine, theirs) for mine, theirs in zip(one.masks, two.masks, strict=True))


def _relations(outcome: Any) -> list[Any]:
    """What the arrays of one pass have to do with each other, apart from the numbers drawn."""
    A3, Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, cached_A3, W3, b3 = _arrays(outcome)
    relu1, relu2 = np.maximum(0, Z1), np.maximum(0, Z2)
    rows = min(len(D1), len(D2))
    return [
        [array.shape for array in (A3, Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, cached_A3, W3, b3)],
        [found.round(6).tolist() if found.size < 3 else "many" for found in map(np.unique, (D1, D2))],
        [_factor(A1, relu1 * D1), _factor(A2, relu2 * D2)],
        [_factor(A1, relu1), _factor(A2, relu2)],
        [_close(Z2, W2 @ A1 + b2), _close(Z2, W2 @ relu1 + b2), _close(Z3, W3 @ A2 + b3)],
        [_close(Z3, W3 @ relu2 + b3), _close(A3, 1 / (1 + np.exp(-Z3))), _close(A3, cached_A3)],
        [bool((each == each[:, :1]).all()) for each in (D1, D2)],
        bool((D1[:rows] == D2[:rows]).all()),
    ]


def _shapes(outcome: Any) -> tuple[Any, ...]:
    """Shapes of the arrays in nested tuples; of what is none, the type's name."""
    if isinstance(outcome, list | tuple):
        return tuple(map(_shapes, outcome))
    return np.shape(outcome) if isinstance(outcome, np.ndarray) else (type(outcome).__name__,)


def _arrays(outcome: Any) -> list[Array]:
    A3, cache = outcome
    return [np.asarray(value, dtype=float) for value in (A3, *cache)]


def _masks(outcome: Any) -> list[Array]:
    arrays = _arrays(outcome)
    return [arrays[2], arrays[7]]


def _output_print(outcome: Any) -> Hashable:
    return _fingerprint(outcome[0]) if _Pass(outcome).is_whole else _shapes(outcome)


def _layer_print(outcome: Any) -> Hashable:
    """That of Z1, which has not been through a mask."""
    return _fingerprint(outcome[1][0]) if _Pass(outcome).is_whole else _shapes(outcome)


def _factor(array: Array, base: Array) -> float | None:
    """The one number by which `array` is a multiple of `base`, None if there is none."""
    nonzero = base != 0
    if not nonzero.any() or not _close(array * ~nonzero, np.zeros_like(array)):
        return None
    ratios = array[nonzero] / base[nonzero]
    return round(float(ratios[0]), 6) if _close(ratios, np.full_like(ratios, ratios[0])) else None


def _close(one: Array, two: Array) -> bool:
    if one.shape != two.shape:
        return False
    if not np.isfinite(two).all():
        return bool(np.allclose(one, two, rtol=1e-6, atol=1e-9))
    return bool((np.abs(one - two) <= 1e-9 + 1e-6 * np.abs(two)).all())  # as allclose, in half its time


def _same_share(one: Array, two: Array) -> bool:
    """Whether two masks keep the same share of units, within sampling error."""
    draws = one.size if (one != one[:, :1]).any() else len(one)
    tolerance = SIGMAS * np.sqrt(2 * 0.25 / draws) * max(one.max(), 1)
    return bool(abs(one.mean() - two.mean()) <= tolerance)


def _windows(outcome: Any) -> Hashable:
    """Shape, order and windows of one call's crops; of few crops only that they are windows."""
    if outcome is None or isinstance(outcome, Raised):
        return outcome
    crops = np.asarray(outcome, dtype=float)
    if crops.ndim != 4 or not crops.size:
        return crops.shape
    m, n_H, n_W, n_C = crops.shape
    corners = crops[:, 0, 0, 0].astype(int)
    whole = np.array_equal(crops - crops[:, :1, :1, :1], np.repeat(numbered_pixels(1, n_H, n_W, n_C), m, 0))
    in_order = np.array_equal(corners // 1_000_000, np.arange(m))
    windows = frozenset((corners % 1_000_000).tolist())
    if m < MANY:
        return crops.shape, whole, in_order
    return crops.shape, whole, in_order, "one window" if len(windows) == 1 else windows


def _repetitions(fingerprints: Iterable[Hashable]) -> list[int]:
    """For each outcome of a series, the first one that is equal to it."""
    first: dict[Hashable, int] = {}
    return [first.setdefault(fingerprint, index) for index, fingerprint in enumerate(fingerprints)]


def _fingerprint(value: Any) -> Hashable:
    if value is None or isinstance(value, Raised):
        return value
    if isinstance(value, dict):
        return tuple((key, _fingerprint(each)) for key, each in value.items())
    array = np.asarray(value, dtype=float)
    return array.shape, array.tobytes()
