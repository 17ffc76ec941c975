"""Comparing functions that draw: the same behaviour, whatever the stream of random numbers.

>>> import numpy as np
>>> ours = [np.random.default_rng(seed).normal(0, 2, 10_000) for seed in (0, 1, 0)]
>>> same_draws(ours, [np.random.RandomState(seed).randn(10_000) * 2 for seed in (5, 6, 5)])
True
>>> same_draws(ours, [np.random.RandomState(seed).randn(10_000) * 2 for seed in (5, 5, 5)])
False
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Outcomes, Raised

__all__ = ["same_draws"]

FEW = 16
"""Arrays with fewer elements say too little about the distribution that they were drawn from."""

SIGMAS = 5.0
"""How many standard errors two samples of one distribution may differ: one false alarm in 10⁶."""

Array: TypeAlias = NDArray[Any]
Leaves: TypeAlias = dict[tuple[Any, ...], Array | str]


def same_draws(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of outcomes show the same behaviour, judged by everything but the numbers drawn.

    Call by call, keys and shapes agree, constants agree exactly, and what varies agrees in mean, standard
    deviation and sign, within sampling error. The distribution's form does not count: a uniform draw equals a
    normal one of the same spread. Two patterns agree as well: which arrays of one outcome are proportional to
    each other (a generator that starts anew for every layer), and which calls of the series gave the same
    outcome (the same seed, or a seed that is ignored).
    """
    return all(map(_same_outcome, map(_leaves_of, ours), map(_leaves_of, theirs))) and (
        _repetitions(map(_leaves_of, ours)) == _repetitions(map(_leaves_of, theirs))
    )


def _leaves_of(outcome: Any) -> Leaves:
    return dict(_walk(outcome, ()))


def _walk(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Array | str]]:
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


def _same_outcome(one: Leaves, two: Leaves) -> bool:
    return (
        one.keys() == two.keys()
        and all(_same_leaf(one[path], two[path]) for path in one)
        and _proportional_pairs(one) == _proportional_pairs(two)
    )


def _same_leaf(one: Array | str, two: Array | str) -> bool:
    if isinstance(one, str) or isinstance(two, str):
        return type(one) is type(two) and bool(one == two)
    if one.shape != two.shape:
        return False
    return np.array_equal(one, two, equal_nan=True) or _same_distribution(one, two)


def _same_distribution(one: Array, two: Array) -> bool:
    if _is_constant(one) or _is_constant(two):
        return False
    one, two = _without_copies(one), _without_copies(two)
    if one.shape != two.shape:
        return False
    if one.size < FEW:
        return True
    spread = float(np.hypot(one.std(), two.std()))
    same_sign = bool((one >= 0).all() == (two >= 0).all())
    same_mean = abs(one.mean() - two.mean()) <= SIGMAS * spread / np.sqrt(one.size)
    same_std = abs(np.log(one.std() / two.std())) <= SIGMAS / np.sqrt(one.size)
    return same_sign and bool(same_mean) and bool(same_std)


def _is_constant(array: Array) -> bool:
    """Whether an array was not drawn: all its elements alike, or zero where there is only one."""
    return not array.any() or (array.size > 1 and bool(np.ptp(array) == 0))


def _without_copies(array: Array) -> Array:
    """The array with one slice left along every axis whose slices are all alike: what was drawn of it."""
    for axis in range(array.ndim):
        first = np.take(array, [0], axis)
        if (array == first).all():
            array = first
    return array


def _proportional_pairs(leaves: Leaves) -> list[tuple[Any, Any]]:
    drawn = {
        path: leaf.ravel()
        for path, leaf in leaves.items()
        if not isinstance(leaf, str) and leaf.size >= FEW and not _is_constant(leaf)
    }
    return [(a, b) for a, b in combinations(drawn, 2) if _proportional(drawn[a], drawn[b])]


def _proportional(one: Array, two: Array) -> bool:
    n = min(one.size, two.size, 1000)
    cosine = one[:n] @ two[:n] / np.sqrt((one[:n] @ one[:n]) * (two[:n] @ two[:n]))
    return bool(abs(cosine) > 0.999)


def _repetitions(series: Iterable[Leaves]) -> list[int]:
    """For each outcome of a series, the first one that is equal to it, number by number."""
    first: dict[Any, int] = {}
    return [first.setdefault(_fingerprint(leaves), index) for index, leaves in enumerate(series)]


def _fingerprint(leaves: Leaves) -> tuple[Any, ...]:
    return tuple(
        (path, leaf if isinstance(leaf, str) else (leaf.shape, leaf.tobytes()))
        for path, leaf in leaves.items()
    )
