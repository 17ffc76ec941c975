"""What the stored figures say."""

from dataclasses import dataclass
from typing import Any

Stored = dict[str, Any]
"""A section of benchmarks/grading.json, or a part of one."""


def best(contender: Stored) -> Stored:
    """The round that took least time."""
    found: Stored = min(contender["rounds"], key=lambda usage: usage["wall"])
    return found


def per_notebook(contender: Stored) -> float:
    """Seconds of wall time for one notebook."""
    return float(best(contender)["wall"]) / int(contender["notebooks"])


def largest_phase(section: Stored) -> tuple[str, float]:
    """The phase that takes most, and its share."""
    seconds = section["seconds"]
    name = max(seconds, key=lambda each: float(seconds[each]))
    return name, seconds[name] / sum(seconds.values())


@dataclass(frozen=True)
class Line:
    """Time as a straight line in the number of students, through the smallest and the largest class."""

    start: float
    each: float
    bend: float
    """The largest distance of a class between them from the line, as a share of its time."""

    @classmethod
    def through(cls, measured: list[Stored], key: str = "wall") -> "Line":
        """The line through what `key` says of each class."""
        points = [(row["students"], row["first"][key]) for row in measured]
        (low, t_low), (high, t_high) = points[0], points[-1]
        each = (t_high - t_low) / max(high - low, 1)
        start = t_low - each * low
        bend = max((abs(t / (start + each * n) - 1) for n, t in points[1:-1]), default=0.0)
        return cls(start, each, bend)


def speed_up(section: Stored) -> tuple[float, float]:
    """Of two workers over one: of the whole command, and of the grading without the start."""
    one, two = section["1"], section["2"]
    students = section["students"]
    beyond = [
        (each["large"]["wall"] - each["small"]["wall"]) / (students - jobs)
        for jobs, each in ((1, one), (2, two))
    ]
    return one["large"]["wall"] / two["large"]["wall"], beyond[0] / beyond[1]


def cores_busy(measured: Stored) -> float:
    """How many cores worked at a time, without the start: CPU time by wall time."""
    small, large = measured["small"], measured["large"]
    return float((large["cpu"] - small["cpu"]) / (large["wall"] - small["wall"]))
