"""Item analysis: how hard each exercise was, and whether it tells strong students from weak ones.

Of the two common measures of discrimination, the corrected item-total correlation is used and not the
difference between the upper and lower 27 % (Kelley, 1939, J. Educ. Psychol. 30): it counts every student
instead of half of them, takes partial credit as it is, and needs no rule for equal totals. It is also what
Moodle's quiz statistics call the discrimination index.

>>> import numpy as np
>>> points = np.array([[0, 0, 1], [1, 0, 1], [1, 1, 0], [2, 2, 0]])
>>> difficulty(points[:, 0], 2)
0.5
>>> round(discrimination(points, 0), 3), round(discrimination(points, 2), 3)
(0.816, -0.845)
>>> round(cronbach_alpha(points), 3)
-0.316
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH = 20
"""Students: with fewer, a correlation is mostly chance (its standard error is about 1/√n)."""
POOR, GOOD = 0.2, 0.3
"""Discrimination: below 0.2 an item is poor, from 0.3 on good (Ebel and Frisbie, 1991, ch. 13)."""
HARD, EASY = 0.3, 0.95
"""Difficulty: at most 0.3 is hard; from 0.95 on, hardly anybody is told apart."""
CONSISTENT = 0.7
"""Cronbach's alpha from which totals may be compared (Nunnally, 1978, ch. 7)."""

_NOTHING = 1e-9
"""Sums of points differ by rounding alone when they differ by less."""

Points = NDArray[np.float64]


def difficulty(points: Points, max_points: float) -> float | None:
    """Item difficulty: the mean share of points, Σ pₛ / (n · p_max). Small is hard.

    Source: Crocker and Algina (1986), Introduction to Classical and Modern Test Theory, ch. 14.

    Parameters
    ----------
    points
        Of each student for one exercise; shape (n,).
    max_points
        What can be reached.

    Returns
    -------
    From 0 (nobody has a point) to 1; None without students or without points to reach.
    """
    return float(np.mean(points) / max_points) if len(points) and max_points else None


def discrimination(points: Points, item: int) -> float | None:
    """Corrected item-total correlation: Pearson's r(xᵢ, Σⱼ≠ᵢ xⱼ), an exercise against all the others.

    The exercise itself is left out of the total, or it would correlate with itself.
    Source: Henrysson (1963), Correction of item-total correlations in item analysis, Psychometrika 28.

    Parameters
    ----------
    points
        One row per student, one column per exercise; shape (n, k).
    item
        The exercise's column.

    Returns
    -------
    From -1 to 1; None where it is undefined: everybody has the same points here, or in sum elsewhere.
    """
    rest = np.delete(points, item, axis=1).sum(axis=1)
    if not (_varies(points[:, item]) and _varies(rest)):
        return None
    return float(np.corrcoef(points[:, item], rest)[0, 1])


def interval(correlation: float, students: int) -> tuple[float, float]:
    """The 95 % confidence interval of a correlation, by Fisher's z: tanh(artanh r ± 1.96 / √(n - 3)).

    Source: Fisher (1921), On the "probable error" of a coefficient of correlation, Metron 1. It is exact for
    normal data; for points it is a good guess.

    Parameters
    ----------
    correlation
        From -1 to 1.
    students
        How many it was computed from, at least 4.
    """
    z, half = np.arctanh(np.clip(correlation, -1 + 1e-12, 1 - 1e-12)), 1.96 / np.sqrt(students - 3)
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def cronbach_alpha(points: Points) -> float | None:
    """Internal consistency: α = k / (k - 1) · (1 - Σ Var(xᵢ) / Var(Σ xᵢ)).

    Source: Cronbach (1951), Coefficient alpha and the internal structure of tests, Psychometrika 16.

    Parameters
    ----------
    points
        One row per student, one column per exercise; shape (n, k).

    Returns
    -------
    At most 1, and below 0 where exercises contradict each other; None for one exercise, or equal totals.
    """
    exercises = points.shape[1]
    if exercises < 2 or not _varies(points.sum(axis=1)):
        return None
    share = points.var(axis=0, ddof=1).sum() / points.sum(axis=1).var(ddof=1)
    return float(exercises / (exercises - 1) * (1 - share))


def _varies(values: Points) -> bool:
    return len(values) > 1 and float(np.ptp(values)) > _NOTHING


@dataclass(frozen=True)
class Item:
    """One exercise, and in `remark` what to look at, in a sentence."""

    exercise: str
    difficulty: float | None
    discrimination: float | None
    interval: tuple[float, float] | None
    remark: str


@dataclass(frozen=True)
class Analysis:
    """The exercises of one notebook, and Cronbach's alpha of them all; `students` were counted."""

    items: tuple[Item, ...]
    alpha: float | None
    students: int

    @property
    def enough(self) -> bool:
        """Whether there are students enough for discrimination and alpha."""
        return self.students >= ENOUGH


def analyse(exercises: Sequence[str], points: Points, max_points: Sequence[float]) -> Analysis:
    """Analyse the exercises of one notebook.

    Parameters
    ----------
    exercises
        Their k names.
    points
        One row per student, one column per exercise; shape (n, k).
    max_points
        What can be reached in each.
    """
    students = len(points)
    items = []
    for column, (exercise, maximum) in enumerate(zip(exercises, max_points, strict=True)):
        mean = difficulty(points[:, column], maximum)
        r = discrimination(points, column) if students >= ENOUGH else None
        around = None if r is None else interval(r, students)
        remark = _remark(mean, r, around, _varies(points[:, column]))
        items.append(Item(exercise, mean, r, around, remark))
    return Analysis(tuple(items), cronbach_alpha(points) if students >= ENOUGH else None, students)


def _remark(mean: float | None, r: float | None, around: tuple[float, float] | None, varies: bool) -> str:
    if mean is None:
        return ""
    if not varies:
        return _SAME.get(round(mean, 9), "Everybody has the same points here.")
    if r is not None and around is not None and r < POOR:
        chance = " With so few students it may be chance." if around[1] >= GOOD else ""
        return (_UPSIDE_DOWN if r < 0 else _ALIKE) + chance
    if mean <= HARD:
        return "Most points are lost here: explain it again, or make the task clearer."
    if mean >= EASY:
        return "Nearly all points are won here: it hardly tells students apart."
    return "" if r is None else "Nothing to remark."


_SAME = {
    1.0: "Everybody has full points: it tells nobody apart.",
    0.0: "Nobody has a point: is the task clear, and the test right?",
}
_UPSIDE_DOWN = "Weak students do better than strong ones here: look for an error in the task or the test."
_ALIKE = "Weak students do about as well as strong ones here: is the test fair, and was it taught?"
