"""Comparing functions that draw: the same behaviour, whatever the stream of random numbers.

>>> import numpy as np
>>> ours = [np.random.default_rng(seed).normal(0, 2, 10_000) for seed in (0, 1, 0)]
>>> same_draws(ours, [np.random.RandomState(seed).randn(10_000) * 2 for seed in (5, 6, 5)])
True
>>> same_draws(ours, [np.random.RandomState(seed).randn(10_000) * 2 for seed in (5, 5, 5)])
False
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Outcomes, Raised, described

__all__ = ["same_draws"]

OWN = 0.9
"""The share of an array's elements that differ in size, from which on none is taken for a copy."""

FEW = 16
"""Arrays with fewer elements say too little about the distribution that they were drawn from."""

SIGMAS = 5.0
"""How many standard errors two samples of one distribution may differ: one false alarm in 10⁶."""

Array: TypeAlias = NDArray[Any]
Path: TypeAlias = tuple[Any, ...]


def same_draws(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of outcomes show the same behaviour, judged by everything but the numbers drawn.

    Call by call, keys and shapes agree, constants agree exactly, and what varies agrees in mean, standard
    deviation and sign, within sampling error. The distribution's form does not count: a uniform draw equals a
    normal one of the same spread. Three patterns agree as well: which arrays of one outcome are proportional
    to each other (a generator that starts again for every layer), what share of an array was drawn and not
    copied, and which calls of the series gave the same outcome (the same seed, or a seed that is ignored).
    """
    return all(map(_same_outcome, described(_Drawn, ours), described(_Drawn, theirs))) and (
        _repetitions(ours) == _repetitions(theirs)
    )


class _Drawn:
    """What counts of one outcome, each found when it is asked for."""

    def __init__(self, outcome: Any) -> None:
        self.leaves = {
            path: leaf if isinstance(leaf, str) else _Leaf(leaf) for path, leaf in _walk(outcome, ())
        }

    @cached_property
    def proportional_pairs(self) -> list[tuple[Path, Path]]:
        drawn = {
            path: leaf.array.ravel()
            for path, leaf in self.leaves.items()
            if not isinstance(leaf, str) and leaf.array.size >= FEW and not leaf.is_constant
        }
        return [(a, b) for a, b in combinations(drawn, 2) if _proportional(drawn[a], drawn[b])]

    @cached_property
    def fingerprint(self) -> Hashable:
        return tuple(
            # -0.0 and 0.0 are equal, but their bytes differ: adding 0.0 makes both 0.0.
            (path, leaf if isinstance(leaf, str) else (leaf.array.shape, (leaf.array + 0.0).tobytes()))
            for path, leaf in self.leaves.items()
        )


@dataclass
class _Leaf:
    """One array of an outcome."""

    array: Array

    @cached_property
    def is_constant(self) -> bool:
        """Whether it was not drawn: all its elements alike, or zero where there is only one."""
        return not self.array.any() or (self.array.size > 1 and bool(np.ptp(self.array) == 0))

    @cached_property
    def without_copies(self) -> Array:
        """With one slice left along every axis whose slices are all alike: what was drawn of it."""
        array = self.array
        for axis in range(array.ndim):
            first = np.take(array, [0], axis)
            if (array == first).all():
                array = first
        return array

    @cached_property
    def own_share(self) -> float:
        """What share of the elements differ in size from all others before them; 1 if nearly all do."""
        share = np.unique(np.abs(self.without_copies)).size / self.without_copies.size
        return 1.0 if share > OWN else float(share)

    @cached_property
    def moments(self) -> tuple[float, float, bool]:
        """Mean and standard deviation of what was drawn, and whether none of it is negative."""
        drawn = self.without_copies
        return drawn.mean(), drawn.std(), bool((drawn >= 0).all())


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Array | str]]:
    """Every array in nested dicts, lists and tuples, with the way to it; what is no number as a type name."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _walk(value[key], (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
    elif isinstance(value, Raised):
        yield path, f"raised {value.type_name}"
    else:
        array = np.asarray(value)
        yield path, array.astype(float, copy=False) if array.dtype.kind in "biuf" else type(value).__name__


def _same_outcome(one: _Drawn, two: _Drawn) -> bool:
    return (
        one.leaves.keys() == two.leaves.keys()
        and all(_same_leaf(one.leaves[path], two.leaves[path]) for path in one.leaves)
        and one.proportional_pairs == two.proportional_pairs
    )


def _same_leaf(one: _Leaf | str, two: _Leaf | str) -> bool:
    if isinstance(one, str) or isinstance(two, str):
        return type(one) is type(two) and bool(one == two)
    if one.array.shape != two.array.shape:
        return False
    return np.array_equal(one.array, two.array, equal_nan=True) or _same_distribution(one, two)


def _same_distribution(one: _Leaf, two: _Leaf) -> bool:
    if one.is_constant or two.is_constant:
        return False
    if one.without_copies.shape != two.without_copies.shape:
        return False
    size = one.without_copies.size
    if size < FEW:
        return True
    (mean, std, positive), (their_mean, their_std, theirs_positive) = one.moments, two.moments
    same_mean = abs(mean - their_mean) <= SIGMAS * float(np.hypot(std, their_std)) / np.sqrt(size)
    same_std = abs(np.log(std / their_std)) <= SIGMAS / np.sqrt(size)
    same_share = abs(one.own_share - two.own_share) < 1 - OWN
    return positive == theirs_positive and bool(same_mean) and bool(same_std) and same_share


def _proportional(one: Array, two: Array) -> bool:
    n = min(one.size, two.size, 1000)
    cosine = one[:n] @ two[:n] / np.sqrt((one[:n] @ one[:n]) * (two[:n] @ two[:n]))
    return bool(abs(cosine) > 0.999)


def _repetitions(series: Outcomes) -> list[int]:
    """For each outcome of a series, the first one that is equal to it, number by number."""
    first: dict[Hashable, int] = {}
    return [
        first.setdefault(drawn.fingerprint, index) for index, drawn in enumerate(described(_Drawn, series))
    ]
