"""A page for each student, which the instructor may send: her points, what to repeat, and what went right.

It says what her feedback says and no more: no other student, no hidden test, nothing about tampering.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograde.by_hand import Answer, ByHand, Given
from autograde.display import exercises_of, explained
from autograde.overview import Standing, standing_of
from autograde.sections import ByNotebook, Explain, explained_mistakes, title_of
from autograde.verdict import SubmissionVerdict, TestVerdict


@dataclass(frozen=True)
class Line:
    """One exercise: its points, and whether a person gave others than the judge."""

    exercise: str
    points: float
    max_points: float
    corrected: bool

    @property
    def share(self) -> str:
        """The class that decides its colour, as in `autograde.display.Mark`."""
        return "full" if self.points >= self.max_points else "partial" if self.points > 0 else "none"


@dataclass(frozen=True)
class Work:
    """One notebook on a student's page."""

    title: str
    standing: Standing
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    penalty: float
    repeat: Mapping[str, Sequence[tuple[str, str]]]
    """By exercise what is to be repeated: names of parts, or none for a known mistake, and sentences."""
    notes: tuple[str, ...]

    @property
    def right(self) -> list[str]:
        """The exercises with all their points."""
        return [line.exercise for line in self.lines if line.share == "full"]


def about(
    verdicts: Sequence[SubmissionVerdict], explain: Explain | None, by_hand: ByNotebook
) -> dict[str, Any]:
    """What the page of one student says, from her verdicts in any order."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.assignment, verdict.notebook))
    works = [_work(each, explain, by_hand.get((each.assignment, each.notebook))) for each in ordered]
    total = Standing(
        sum(work.standing.points for work in works),
        sum(work.standing.max_points for work in works),
        sum(work.standing.waiting for work in works),
    )
    return {"student": verdicts[0].student, "works": works, "total": total}


def _work(verdict: SubmissionVerdict, explain: Explain | None, by_hand: ByHand | None) -> Work:
    given = by_hand.students.get(verdict.student, Given()) if by_hand else Given()
    exercises = exercises_of([verdict])
    lines = tuple(
        Line(
            exercises[test.test_id],
            given.corrected.get(test.test_id, test.points),
            test.max_points,
            test.test_id in given.corrected,
        )
        for test in verdict.tests
    )
    lost = [test for test, line in zip(verdict.tests, lines, strict=True) if line.share != "full"]
    return Work(
        title_of(verdict),
        standing_of(verdict, by_hand),
        lines,
        given.answers,
        given.penalty,
        {exercises[test.test_id]: _to_repeat(verdict.assignment, test, explain) for test in lost},
        tuple(
            f"{note.place}: {note.text}" if note.place else note.text
            for note in verdict.notes
            if note.is_for_the_student
        ),
    )


def _to_repeat(assignment: str, test: TestVerdict, explain: Explain | None) -> list[tuple[str, str]]:
    """The known mistakes in sentences, then why other parts failed, several at once where they can be."""
    known = explained_mistakes(assignment, test, explain).values()
    parts: dict[str, list[str]] = {}
    said = ""
    for part, sentences in explained(test):
        if not part.passed:
            said = " ".join(sentences) if sentences != ["As above."] else said
            if not part.misconception:
                parts.setdefault(said, []).append(part.name)
    return [("", sentence) for sentence in known] + [
        ("; ".join(names), said) for said, names in parts.items()
    ]
