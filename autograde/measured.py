"""How much time or memory notebooks took, and whose took most."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

LARGEST = 5
"""How many of the slowest and largest notebooks are named."""


@dataclass(frozen=True)
class Spread:
    """One quantity, measured for each of some students: time or memory."""

    of_students: tuple[tuple[str, float], ...]

    @property
    def values(self) -> list[float]:
        return [value for _, value in self.of_students]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def ninety(self) -> float:
        """What nine of ten stay below."""
        return float(np.quantile(self.values, 0.9))

    @cached_property
    def largest(self) -> list[tuple[str, float]]:
        """Who has most, and how much."""
        return sorted(self.of_students, key=lambda each: -each[1])[:LARGEST]


def spread_of(measured: Iterable[tuple[str, float]]) -> Spread | None:
    """None when nothing was measured."""
    found = tuple((student, value) for student, value in measured if value > 0)
    return Spread(found) if found else None
