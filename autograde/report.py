"""The report on a class: one static page, drawn from verdicts alone.

The page needs no network and no JavaScript, and its Content-Security-Policy allows neither. What students
wrote (ids, messages) is shown, never obeyed. The same verdicts give the same bytes.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean, median

from markupsafe import Markup

from autograde.display import exercises_of, fraction, harmless, mark_of, signs_of_tampering, templates
from autograde.figures import score_distribution, success_per_exercise
from autograde.verdict import NoteKind, SubmissionVerdict, TestVerdict

Explain = Callable[[str, str], str]
"""The sentence that explains a misconception, from its assignment and its name."""


def write_report(
    verdicts: Sequence[SubmissionVerdict],
    folder: Path,
    *,
    course: str = "Backprop by Hand",
    explain: Explain | None = None,
    by_hand: Mapping[tuple[str, str], "ByHand"] | None = None,
) -> Path:
    """Write the report on all `verdicts`, of one or several assignments.

    Parameters
    ----------
    verdicts
        In any order.
    folder
        Made when it is missing.
    course
        The course's name, for the title.
    explain
        Gives a misconception's sentence; without it the hint that the students got is shown.
    by_hand
        What a person grades, by assignment and notebook; no verdict holds it.

    Returns
    -------
    The page, ``index.html`` in `folder`. It appears whole or not at all.

    Raises
    ------
    OSError
        When it cannot be written; an older report stays as it was.
    """
    text = (
        templates()
        .get_template("report.html.j2")
        .render(course=course, sections=_sections(verdicts, explain, by_hand or {}))
    )
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    unfinished = folder / f".{page.name}.{os.getpid()}"
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(page)
    finally:
        unfinished.unlink(missing_ok=True)
    return page


@dataclass(frozen=True)
class Misconception:
    """A known mistake, and who made it."""

    exercise: str
    name: str
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Sighting:
    """Something noticed about one submission."""

    student: str
    place: str
    text: str


@dataclass(frozen=True)
class ByHand:
    """What a person grades of a notebook: points beside those of the tests, and answers still waiting."""

    max_points: float
    waiting: int


@dataclass(frozen=True)
class Row:
    """One student's line of the table: a test for each exercise, None where the submission has none."""

    verdict: SubmissionVerdict
    tests: tuple[TestVerdict | None, ...]

    @property
    def incomplete(self) -> list[TestVerdict]:
        """The tests that did not earn all their points."""
        return [test for test in self.tests if test and mark_of(test).share != "full"]

    @property
    def fraction(self) -> float:
        return fraction(self.verdict)


@dataclass(frozen=True)
class Section:
    """What the page says about one notebook of an assignment."""

    anchor: str
    title: str
    verdicts: tuple[SubmissionVerdict, ...]
    explain: Explain | None
    by_hand: ByHand | None

    @property
    def max_points(self) -> float:
        return max(verdict.max_points for verdict in self.verdicts)

    @property
    def mean(self) -> float:
        return mean(verdict.points for verdict in self.verdicts)

    @property
    def median(self) -> float:
        return median(verdict.points for verdict in self.verdicts)

    @property
    def full_marks(self) -> int:
        return sum(verdict.points >= verdict.max_points for verdict in self.verdicts)

    @property
    def unprotected(self) -> int:
        """How many submissions were run without a sandbox."""
        return sum(verdict.sandbox == "none" for verdict in self.verdicts)

    @cached_property
    def exercises(self) -> dict[str, str]:
        return exercises_of(self.verdicts)

    @cached_property
    def rows(self) -> list[Row]:
        tests = [{test.test_id: test for test in verdict.tests} for verdict in self.verdicts]
        return [
            Row(verdict, tuple(mine.get(test_id) for test_id in self.exercises))
            for verdict, mine in zip(self.verdicts, tests, strict=True)
        ]

    @cached_property
    def shares(self) -> dict[str, tuple[int, int, int]]:
        """For each test the number of students with (full, some, no) points."""
        columns = zip(*(row.tests for row in self.rows), strict=True)
        return {
            test_id: _count_shares(test for test in column if test)
            for test_id, column in zip(self.exercises, columns, strict=True)
        }

    @property
    def hardest(self) -> tuple[str, int] | None:
        """The exercise that the fewest solved in full and how many did; None when nobody lost a point."""
        if self.full_marks == len(self.verdicts) or not self.shares:
            return None
        test_id = min(self.shares, key=lambda each: self.shares[each][0])
        return self.exercises[test_id], self.shares[test_id][0]

    @property
    def distribution(self) -> Markup | None:
        if not self.max_points:
            return None
        points = [verdict.points for verdict in self.verdicts]
        return score_distribution(points, self.max_points, f"{self.anchor}-points")

    @property
    def success(self) -> Markup | None:
        if not self.exercises:
            return None
        names = [harmless(exercise) for exercise in self.exercises.values()]
        return success_per_exercise(names, list(self.shares.values()), f"{self.anchor}-success")

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The most frequent first."""
        students: dict[tuple[str, str], list[str]] = {}
        hints: dict[tuple[str, str], str] = {}
        for verdict in self.verdicts:
            for test in verdict.tests:
                for name in test.misconceptions:
                    students.setdefault((test.exercise, name), []).append(verdict.student)
                    hint = next(part.hint for part in test.parts if part.misconception == name)
                    hints.setdefault((test.exercise, name), hint)
        found = [
            Misconception(exercise, name, self._sentence(name, hints[exercise, name]), tuple(who))
            for (exercise, name), who in students.items()
        ]
        return sorted(found, key=lambda each: (-len(each.students), each.exercise, each.name))

    def _sentence(self, name: str, hint: str) -> str:
        return self.explain(self.verdicts[0].assignment, name) if self.explain else hint

    @cached_property
    def tampering(self) -> list[Sighting]:
        return [
            Sighting(verdict.student, place, text)
            for verdict in self.verdicts
            for text, place in signs_of_tampering(verdict)
        ]

    @property
    def unreadable(self) -> list[Sighting]:
        return self._sightings(NoteKind.UNREADABLE)

    @property
    def repaired(self) -> list[Sighting]:
        return self._sightings(NoteKind.REPAIRED)

    @property
    def failing_cells(self) -> list[Sighting]:
        return self._sightings(NoteKind.STUDENT_CELL)

    def _sightings(self, kind: NoteKind) -> list[Sighting]:
        return [
            Sighting(verdict.student, note.place, note.text)
            for verdict in self.verdicts
            for note in verdict.notes
            if note.kind is kind
        ]


def _count_shares(tests: Iterator[TestVerdict]) -> tuple[int, int, int]:
    shares = [mark_of(test).share for test in tests]
    return shares.count("full"), shares.count("partial"), shares.count("none")


def _sections(
    verdicts: Sequence[SubmissionVerdict],
    explain: Explain | None,
    by_hand: Mapping[tuple[str, str], ByHand],
) -> list[Section]:
    by_notebook: dict[tuple[str, str], list[SubmissionVerdict]] = {}
    for verdict in sorted(verdicts, key=lambda v: (v.student.casefold(), v.student)):
        by_notebook.setdefault((verdict.assignment, verdict.notebook), []).append(verdict)
    return [
        Section(
            f"part{number}",
            assignment if notebook == assignment else f"{assignment} / {notebook}",
            tuple(by_notebook[assignment, notebook]),
            explain,
            by_hand.get((assignment, notebook)),
        )
        for number, (assignment, notebook) in enumerate(sorted(by_notebook), start=1)
    ]
