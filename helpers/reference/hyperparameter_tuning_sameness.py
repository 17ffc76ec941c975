"""Whether two functions of the assignment "hyperparameter_tuning" behave alike, whatever numbers they draw.

>>> import numpy as np
>>> ours = [10 ** np.random.default_rng(seed).uniform(-4, 0, 1000) for seed in (0, 1, 0)]
>>> same_samples(ours, [10 ** np.random.RandomState(seed).uniform(-4, 0, 1000) for seed in (5, 6, 5)])
True
>>> same_samples(ours, [np.random.RandomState(seed).uniform(1e-4, 1, 1000) for seed in (5, 6, 5)])
False
"""

from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Outcomes, Raised, same_values

__all__ = ["same_grids", "same_samples", "same_searches"]

FEW = 30
"""Fewer numbers say too little about the distribution that they were drawn from."""

SUP = 2.7
"""How far two empirical distributions of n values may be apart, in √(2/n): one false alarm in 10⁶."""

Array: TypeAlias = NDArray[Any]


def same_samples(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of samples show the same behaviour, judged by everything but the numbers drawn.

    Call by call, shapes agree, whole numbers stay whole, constants are equal, and the distributions agree
    within sampling error. Which calls of a series gave equal samples counts as well.
    """
    return all(map(_same_sample, ours, theirs)) and _repetitions(ours) == _repetitions(theirs)


def same_searches(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of lists of settings do: each hyperparameter, and which of them vary together."""
    return all(map(_same_search, ours, theirs)) and _repetitions(map(_columns, ours)) == _repetitions(
        map(_columns, theirs)
    )


def same_grids(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of grids have the same settings, in any order."""
    return all(same_values([_in_order(one)], [_in_order(two)]) for one, two in zip(ours, theirs, strict=True))


def _same_sample(one: Any, two: Any) -> bool:
    if _is_no_sample(one) or _is_no_sample(two):
        return _is_no_sample(one) and _is_no_sample(two) and _named(one) == _named(two)
    one, two = np.asarray(one), np.asarray(two)
    if one.shape != two.shape or (one.dtype.kind in "iu") != (two.dtype.kind in "iu"):
        return False
    one, two = one.ravel(), two.ravel()
    if np.isfinite(one).all() != np.isfinite(two).all():
        return False
    one, two = one[np.isfinite(one)], two[np.isfinite(two)]
    if min(one.size, two.size) < FEW or (_is_constant(one) and _is_constant(two)):
        return True
    return _form(one) == _form(two) and _distance(one, two) <= SUP * np.sqrt(2 / min(one.size, two.size))


def _is_no_sample(outcome: Any) -> bool:
    return isinstance(outcome, Raised | Mapping) or np.asarray(outcome).dtype.kind not in "iuf"


def _named(outcome: Any) -> str:
    return f"raised {outcome.type_name}" if isinstance(outcome, Raised) else type(outcome).__name__


def _is_constant(sample: Array) -> bool:
    return bool(sample.size and np.ptp(sample) <= 1e-9 * np.abs(sample).max())


def _form(sample: Array) -> tuple[bool, bool, bool]:
    """Whether a sample is constant, in rising order, or a ruler on one of the scales of this assignment."""
    values = np.sort(sample).astype(float)
    with np.errstate(all="ignore"):
        rulers = [np.diff(scale) for scale in (values, np.log(values), np.log(1 - values), 1 / (1 - values))]
        even = any(np.isfinite(gaps).all() and np.allclose(gaps, gaps[0], rtol=1e-3) for gaps in rulers)
    return _is_constant(sample), bool((np.diff(sample) >= 0).all()), even


def _distance(one: Array, two: Array) -> float:
    """The largest distance between two empirical distribution functions (Kolmogorov and Smirnov)."""
    one, two = np.sort(one), np.sort(two)
    places = np.concatenate([one, two])
    shares = [np.searchsorted(each, places, side="right") / each.size for each in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())


def _same_search(one: Any, two: Any) -> bool:
    ours, theirs = _columns(one), _columns(two)
    if isinstance(ours, str) or isinstance(theirs, str):
        return isinstance(ours, str) and isinstance(theirs, str) and ours == theirs
    return (
        ours.keys() == theirs.keys()
        and all(_same_sample(ours[name], theirs[name]) for name in ours)
        and _pairs_that_vary_together(ours) == _pairs_that_vary_together(theirs)
    )


def _columns(outcome: Any) -> dict[str, Array] | str:
    """The values of each hyperparameter, from a list of settings; anything else as the name of its type."""
    if not isinstance(outcome, list | tuple) or not outcome:
        keys = ", ".join(sorted(map(str, outcome))) if isinstance(outcome, Mapping) else ""
        return f"{_named(outcome)} {keys}"
    if not all(isinstance(setting, Mapping) and setting.keys() == outcome[0].keys() for setting in outcome):
        return f"{_named(outcome)} of {_named(outcome[0])}"
    return {name: np.ravel([setting[name] for setting in outcome]) for name in sorted(outcome[0])}


def _pairs_that_vary_together(columns: Mapping[str, Array]) -> list[tuple[str, str]]:
    """Names whose values rise and fall with one another, on whatever scale."""
    ranks = {
        name: np.argsort(np.argsort(values)) - (values.size - 1) / 2
        for name, values in columns.items()
        if values.size >= FEW and not _is_constant(values)
    }
    return [
        (a, b)
        for a, b in combinations(ranks, 2)
        if abs(ranks[a] @ ranks[b]) > 0.9 * np.sqrt((ranks[a] @ ranks[a]) * (ranks[b] @ ranks[b]))
    ]


def _repetitions(outcomes: Iterable[Any]) -> list[int]:
    """For each outcome with enough numbers in it, the first one that is equal to it."""
    first: dict[Hashable, int] = {}
    return [
        first.setdefault(print_, index) if len(print_) >= 8 * FEW else -1
        for index, print_ in enumerate(map(_fingerprint, outcomes))
    ]


def _fingerprint(outcome: Any) -> bytes:
    if isinstance(outcome, Mapping):
        return b"".join(_fingerprint(value) for value in outcome.values())
    return b"" if isinstance(outcome, str) or _is_no_sample(outcome) else np.asarray(outcome, float).tobytes()


def _in_order(outcome: Any) -> Any:
    """A list of pairs, sorted; anything else as it is."""
    if isinstance(outcome, Mapping | Raised) or outcome is None:
        return outcome
    table = np.asarray(outcome)
    return table[np.lexsort(table.T[::-1])] if table.ndim == 2 and table.dtype.kind in "iuf" else outcome
