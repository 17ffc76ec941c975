"""What the report says about a class: one section for each notebook of an assignment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median

import numpy as np
from markupsafe import Markup

from autograde.by_hand import ByHand
from autograde.display import exercises_of, fraction, harmless, mark_of, sandboxes_of, signs_of_tampering
from autograde.figures import score_distribution, spread, success_per_exercise
from autograde.items import Analysis, analyse
from autograde.measured import Spread, spread_of
from autograde.similarity import SimilarPair
from autograde.verdict import NoteKind, Outcome, SubmissionVerdict, TestVerdict

Explain = Callable[[str, str], str]
"""The sentence that explains a misconception, from its assignment and its name."""
ByNotebook = Mapping[tuple[str, str], ByHand]
"""What a person grades, by assignment and notebook."""

MEGABYTE = 10**6


@dataclass(frozen=True)
class Misconception:
    """A known mistake, and who made it."""

    exercise: str
    name: str
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Sighting:
    """Something noticed about one submission, with the places where it was."""

    student: str
    places: tuple[str, ...]
    text: str


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

    @property
    def counts(self) -> bool:
        """Whether it tells something about the exercises: it was read, and something of it was answered."""
        return all(self.tests) and any(
            test.outcome is not Outcome.UNANSWERED for test in self.tests if test is not None
        )


@dataclass(frozen=True)
class Section:
    """What the page says about one notebook of an assignment. Verdicts are in the students' order."""

    anchor: str
    verdicts: tuple[SubmissionVerdict, ...]
    explain: Explain | None
    by_hand: ByHand | None
    pairs: tuple[SimilarPair, ...]

    @property
    def title(self) -> str:
        return title_of(self.verdicts[0])

    @property
    def max_points(self) -> float:
        return max(verdict.max_points for verdict in self.verdicts)

    @property
    def mean(self) -> float:
        return mean(verdict.points for verdict in self.verdicts)

    @property
    def median(self) -> float:
        return median(verdict.points for verdict in self.verdicts)

    @cached_property
    def full_marks(self) -> int:
        return sum(verdict.points >= verdict.max_points for verdict in self.verdicts)

    @property
    def unprotected(self) -> int:
        """How many submissions were run without a sandbox."""
        return sum(verdict.sandbox == "none" for verdict in self.verdicts)

    @property
    def sandboxes(self) -> list[tuple[str, str]]:
        """The tiers of the sandbox that were used, and what each means."""
        return sandboxes_of(self.verdicts)

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
    def columns(self) -> dict[str, list[TestVerdict]]:
        """For each test what became of it, wherever it was."""
        columns = zip(*(row.tests for row in self.rows), strict=True)
        return {
            test_id: [test for test in column if test]
            for test_id, column in zip(self.exercises, columns, strict=True)
        }

    @cached_property
    def shares(self) -> dict[str, tuple[int, int, int]]:
        """For each test the number of students with (full, some, no) points."""
        return {test_id: _count_shares(tests) for test_id, tests in self.columns.items()}

    @cached_property
    def analysis(self) -> Analysis:
        counted = [[test.points for test in row.tests if test] for row in self.rows if row.counts]
        points = np.array(counted, dtype=float).reshape(len(counted), len(self.exercises))
        most = [max(test.max_points for test in tests) for tests in self.columns.values()]
        return analyse(list(self.exercises.values()), points, most)

    @property
    def hardest(self) -> tuple[str, int] | None:
        """The exercise that the fewest solved in full and how many did; None when nobody lost a point."""
        if self.full_marks == len(self.verdicts) or not self.shares:
            return None
        test_id = min(self.shares, key=lambda each: self.shares[each][0])
        return self.exercises[test_id], self.shares[test_id][0]

    @cached_property
    def distribution(self) -> Markup | None:
        if not self.max_points:
            return None
        points = [verdict.points for verdict in self.verdicts]
        return score_distribution(points, self.max_points, f"{self.anchor}-points")

    @cached_property
    def success(self) -> Markup | None:
        if not self.exercises:
            return None
        names = [harmless(exercise) for exercise in self.exercises.values()]
        return success_per_exercise(names, list(self.shares.values()), f"{self.anchor}-success")

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The most frequent first."""
        students: dict[tuple[str, str], list[str]] = {}
        for verdict in self.verdicts:
            for test in verdict.tests:
                for name in test.misconceptions:
                    students.setdefault((test.exercise, name), []).append(verdict.student)
        sentences = {
            (test.exercise, name): sentence
            for verdict in self.verdicts
            for test in verdict.tests
            for name, sentence in explained_mistakes(verdict.assignment, test, self.explain).items()
        }
        found = [Misconception(*key, sentences[key], tuple(who)) for key, who in students.items()]
        return sorted(found, key=lambda each: (-len(each.students), each.exercise, each.name))

    @cached_property
    def tampering(self) -> list[Sighting]:
        return [
            sighting for verdict in self.verdicts for sighting in _seen(verdict, signs_of_tampering(verdict))
        ]

    @cached_property
    def unreadable(self) -> list[Sighting]:
        return self._sightings(NoteKind.UNREADABLE)

    @cached_property
    def repaired(self) -> list[Sighting]:
        return self._sightings(NoteKind.REPAIRED)

    @cached_property
    def failing_cells(self) -> list[Sighting]:
        return self._sightings(NoteKind.STUDENT_CELL)

    @cached_property
    def other_libraries(self) -> list[Sighting]:
        return self._sightings(NoteKind.LIBRARY)

    def _sightings(self, kind: NoteKind) -> list[Sighting]:
        return [
            sighting
            for verdict in self.verdicts
            for sighting in _seen(verdict, [(n.text, n.place) for n in verdict.notes if n.kind is kind])
        ]

    @cached_property
    def other_failures(self) -> dict[str, dict[Outcome, list[str]]]:
        """For each exercise who failed for other reasons than being wrong, of those who could be read."""
        unreadable = {sighting.student for sighting in self.unreadable}
        found: dict[str, dict[Outcome, list[str]]] = {}
        for verdict in self.verdicts:
            for test in verdict.tests if verdict.student not in unreadable else ():
                for outcome in sorted({part.outcome for part in test.parts} & set(OTHER_OUTCOMES)):
                    exercise = self.exercises[test.test_id]
                    found.setdefault(exercise, {}).setdefault(outcome, []).append(verdict.student)
        return {exercise: found[exercise] for exercise in self.exercises.values() if exercise in found}

    @property
    def other_outcomes(self) -> list[Outcome]:
        """The columns of `other_failures`."""
        seen = {outcome for students in self.other_failures.values() for outcome in students}
        return [outcome for outcome in OTHER_OUTCOMES if outcome in seen]

    @cached_property
    def seconds(self) -> Spread | None:
        return spread_of((verdict.student, verdict.seconds) for verdict in self.verdicts)

    @cached_property
    def megabytes(self) -> Spread | None:
        return spread_of((verdict.student, verdict.memory / MEGABYTE) for verdict in self.verdicts)

    @cached_property
    def seconds_of_exercises(self) -> dict[str, Spread]:
        found = {
            exercise: spread_of(
                (row.verdict.student, test.seconds) for row in self.rows if (test := row.tests[column])
            )
            for column, exercise in enumerate(self.exercises.values())
        }
        return {exercise: spread for exercise, spread in found.items() if spread}

    @cached_property
    def time_and_memory(self) -> list[tuple[str, Markup]]:
        """A figure for each quantity that was measured, with what it shows in a sentence."""
        figures = []
        if self.seconds:
            says = f"Half of the notebooks took at most {self.seconds.median:.3g} s"
            figures.append((says, spread(self.seconds.values, "seconds", f"{self.anchor}-seconds")))
        if self.megabytes:
            says = f"Half of the notebooks used at most {self.megabytes.median:.3g} MB of memory"
            figures.append((says, spread(self.megabytes.values, "megabytes", f"{self.anchor}-memory")))
        return figures


OTHER_OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in (Outcome.PASSED, Outcome.WRONG))
"""What becomes of a part that is not simply right or wrong."""


def title_of(verdict: SubmissionVerdict) -> str:
    """What a verdict is of: its assignment, and the notebook where that has another name."""
    assignment, notebook = verdict.assignment, verdict.notebook
    return assignment if notebook == assignment else f"{assignment} / {notebook}"


def explained_mistakes(assignment: str, test: TestVerdict, explain: Explain | None) -> dict[str, str]:
    """The sentence on each known mistake of a test, by name; without `explain` the hint that was given."""
    hints = {part.misconception: part.hint for part in reversed(test.parts)}
    return {name: explain(assignment, name) if explain else hints[name] for name in test.misconceptions}


def _count_shares(tests: Iterable[TestVerdict]) -> tuple[int, int, int]:
    shares = [mark_of(test).share for test in tests]
    return shares.count("full"), shares.count("partial"), shares.count("none")


def _seen(verdict: SubmissionVerdict, noted: Iterable[tuple[str, str]]) -> Iterator[Sighting]:
    """One sighting for each text, with all its places."""
    places: dict[str, list[str]] = {}
    for text, place in noted:
        places.setdefault(text, []).extend([place] if place else [])
    for text, where in places.items():
        yield Sighting(verdict.student, tuple(where), text)


def sections_of(
    verdicts: Sequence[SubmissionVerdict],
    explain: Explain | None,
    by_hand: ByNotebook,
    pairs: Sequence[SimilarPair],
) -> list[Section]:
    """A section for each notebook of each assignment, in order; `verdicts` may be in any."""
    by_notebook: dict[tuple[str, str], list[SubmissionVerdict]] = {}
    for verdict in sorted(verdicts, key=lambda v: (v.student.casefold(), v.student)):
        by_notebook.setdefault((verdict.assignment, verdict.notebook), []).append(verdict)
    ranked = sorted(pairs, key=lambda pair: (-pair.shared, pair.first, pair.second))
    return [
        Section(
            f"part{number}",
            tuple(by_notebook[key]),
            explain,
            by_hand.get(key),
            tuple(pair for pair in ranked if (pair.assignment, pair.notebook) == key),
        )
        for number, key in enumerate(sorted(by_notebook), start=1)
    ]
