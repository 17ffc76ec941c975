"""What a person decided about points, from the gradebook: no verdict holds it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from autograde.course import Course
from autograde.submission import Notebook, is_answer_by_hand, load_source, nbgrader_of
from autograde.verdict import SubmissionVerdict

if TYPE_CHECKING:
    from autograde.gradebook import Score


@dataclass(frozen=True)
class Answer:
    """A written answer: its points, and whether it waits (again) for a person to give them."""

    name: str
    points: float
    max_points: float
    waits: bool


@dataclass(frozen=True)
class Given:
    """What a person gave for one student's notebook."""

    answers: tuple[Answer, ...] = ()
    corrected: Mapping[str, float] = field(default_factory=dict)
    """By test_id, the points of those tests for which a person gave others than the judge."""
    penalty: float = 0.0
    """Points taken off for handing in late."""

    def points(self, verdict: SubmissionVerdict) -> float:
        """All points of the notebook, as nbgrader counts them."""
        tests = sum(self.corrected.get(test.test_id, test.points) for test in verdict.tests)
        return max(0.0, tests + sum(answer.points for answer in self.answers) - self.penalty)

    @property
    def waiting(self) -> int:
        return sum(answer.waits for answer in self.answers)


@dataclass(frozen=True)
class ByHand:
    """What a person grades of a notebook: the points beside those of the tests, and who got what."""

    max_points: float
    students: Mapping[str, Given]

    @property
    def waiting(self) -> int:
        return sum(given.waiting for given in self.students.values())


def read(course: Course, assignments: Sequence[str]) -> dict[tuple[str, str], ByHand]:
    """What persons gave for some assignments, by assignment and notebook.

    Raises
    ------
    CourseError
        When the gradebook cannot be opened.
    """
    from autograde.gradebook import Gradebook

    found = {}
    with closing(Gradebook(course)) as gradebook:
        for assignment in assignments:
            scores = sorted(gradebook.scores(assignment), key=lambda score: (score.notebook, score.student))
            of = {name: list(group) for name, group in groupby(scores, key=lambda score: score.notebook)}
            for path in course.source_notebooks(assignment):
                found[assignment, path.stem] = _of_notebook(load_source(path), of.get(path.stem, ()))
    return found


def _of_notebook(source: Notebook, scores: Iterable["Score"]) -> ByHand:
    asked = {
        str(nbgrader_of(cell)["grade_id"]): float(nbgrader_of(cell)["points"])
        for cell in source["cells"]
        if is_answer_by_hand(cell)
    }
    students = {
        student: _given(asked, {score.cell: score for score in group})
        for student, group in groupby(scores, key=lambda score: score.student)
    }
    return ByHand(sum(asked.values()), students)


def _given(asked: Mapping[str, float], scores: Mapping[str, "Score"]) -> Given:
    answers = tuple(
        Answer(name, scores[name].points, maximum, scores[name].waits)
        for name, maximum in asked.items()
        if name in scores
    )
    corrected = {
        name: score.points
        for name, score in scores.items()
        if name not in asked and (score.manual is not None or score.extra)
    }
    return Given(answers, corrected, max((score.penalty for score in scores.values()), default=0.0))
