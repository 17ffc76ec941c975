"""Whether two functions of the assignment "hyperparameter_tuning" behave alike, whatever numbers they draw.

>>> import numpy as np
>>> ours = [10 ** np.random.default_rng(seed).uniform(-4, 0, 1000) for seed in (0, 1, 0)]
>>> same_samples(ours, [10 ** np.random.RandomState(seed).uniform(-4, 0, 1000) for seed in (5, 6, 5)])
True
>>> same_samples(ours, [np.random.RandomState(seed).uniform(1e-4, 1, 1000) for seed in (5, 6, 5)])
False
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Outcomes, Raised, described, same_values

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
    return all(map(_same_sample, described(_Sample, ours), described(_Sample, theirs))) and (
        _repetitions(described(_fingerprint, ours)) == _repetitions(described(_fingerprint, theirs))
    )


def same_searches(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of lists of settings do: each hyperparameter, and which of them vary together."""
    return all(map(_same_search, described(_Search, ours), described(_Search, theirs))) and (
        _repetitions(each.fingerprint for each in described(_Search, ours))
        == _repetitions(each.fingerprint for each in described(_Search, theirs))
    )


def same_grids(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of grids have the same settings, in any order."""
    return all(same_values([_in_order(one)], [_in_order(two)]) for one, two in zip(ours, theirs, strict=True))


@dataclass
class _Sample:
    """What counts of one outcome as a sample, each found when it is asked for."""

    outcome: Any

    @cached_property
    def is_none(self) -> bool:
        return _is_no_sample(self.outcome)

    @cached_property
    def kind(self) -> Hashable:
        """Its shape, and whether it is of whole numbers and of finite ones."""
        array = np.asarray(self.outcome)
        return array.shape, array.dtype.kind in "iu", bool(np.isfinite(array).all())

    @cached_property
    def finite(self) -> Array:
        """The finite numbers, in the order drawn."""
        array = np.asarray(self.outcome).ravel()
        finite: Array = array[np.isfinite(array)]
        return finite

    @cached_property
    def in_order(self) -> Array:
        return np.sort(self.finite)

    @cached_property
    def is_constant(self) -> bool:
        return _is_constant(self.finite)

    @cached_property
    def form(self) -> tuple[bool, bool, bool]:
        return _form(self.finite)


def _same_sample(one: _Sample, two: _Sample) -> bool:
    if one.is_none or two.is_none:
        return one.is_none and two.is_none and _named(one.outcome) == _named(two.outcome)
    if one.kind != two.kind:
        return False
    size = min(one.finite.size, two.finite.size)
    if size < FEW or (one.is_constant and two.is_constant):
        return True
    return one.form == two.form and _distance(one.in_order, two.in_order) <= SUP * np.sqrt(2 / size)


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
    """The largest distance between the distribution functions of two sorted samples (Kolmogorov, Smirnov)."""
    places = np.concatenate([one, two])
    shares = [np.searchsorted(each, places, side="right") / each.size for each in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())


class _Search:
    """What counts of one outcome as a list of settings."""

    def __init__(self, outcome: Any) -> None:
        self.columns = _columns(outcome)
        self.numbers: dict[str, Array] = {} if isinstance(self.columns, str) else self.columns

    @cached_property
    def samples(self) -> dict[str, _Sample]:
        return {name: _Sample(values) for name, values in self.numbers.items()}

    @cached_property
    def varying_together(self) -> list[tuple[str, str]]:
        return _pairs_that_vary_together(self.numbers)

    @cached_property
    def fingerprint(self) -> bytes:
        return _fingerprint(self.columns)


def _same_search(one: _Search, two: _Search) -> bool:
    if isinstance(one.columns, str) or isinstance(two.columns, str):
        return one.columns == two.columns
    return (
        one.columns.keys() == two.columns.keys()
        and all(_same_sample(one.samples[name], two.samples[name]) for name in one.columns)
        and one.varying_together == two.varying_together
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


def _repetitions(fingerprints: Iterable[bytes]) -> list[int]:
    """For each outcome with enough numbers in it, the first one that is equal to it."""
    first: dict[bytes, int] = {}
    return [
        first.setdefault(each, index) if len(each) >= 8 * FEW else -1
        for index, each in enumerate(fingerprints)
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
