"""The course at a glance: every student's points in every notebook, as the gradebook counts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from autograde.by_hand import ByHand, Given
from autograde.sections import Section
from autograde.verdict import SubmissionVerdict


@dataclass(frozen=True)
class Standing:
    """Where a student stands in one notebook or in the course; some answers may wait for a person."""

    points: float
    max_points: float
    waiting: int = 0

    @property
    def fraction(self) -> float:
        return self.points / self.max_points if self.max_points else 0.0


@dataclass(frozen=True)
class Overview:
    """The course: one row per student, one column per notebook, None where she handed in nothing."""

    titles: dict[str, str]
    """Of the columns, by their sections' anchors."""
    rows: dict[str, tuple[Standing | None, ...]]
    """By student."""
    max_points: float

    def total(self, student: str) -> Standing:
        standings = [standing for standing in self.rows[student] if standing]
        points = sum(standing.points for standing in standings)
        return Standing(points, self.max_points, sum(standing.waiting for standing in standings))

    @property
    def mean(self) -> float:
        """Of the totals."""
        return mean(self.total(student).points for student in self.rows)

    @property
    def means(self) -> list[float]:
        """Of each column, of those who handed in."""
        columns = zip(*self.rows.values(), strict=True)
        return [mean(standing.points for standing in column if standing) for column in columns]


def overview_of(sections: Sequence[Section]) -> Overview:
    """All sections at a glance."""
    found = [
        {verdict.student: standing_of(verdict, section.by_hand) for verdict in section.verdicts}
        for section in sections
    ]
    students = sorted({student for each in found for student in each}, key=lambda s: (s.casefold(), s))
    most = [
        section.max_points + (section.by_hand.max_points if section.by_hand else 0) for section in sections
    ]
    return Overview(
        {section.anchor: section.title for section in sections},
        {student: tuple(each.get(student) for each in found) for student in students},
        sum(most),
    )


def standing_of(verdict: SubmissionVerdict, by_hand: ByHand | None) -> Standing:
    """Points of the tests and of what a person gave, less what was taken off for handing in late."""
    if by_hand is None:
        return Standing(verdict.points, verdict.max_points)
    given = by_hand.students.get(verdict.student, Given())
    return Standing(given.points(verdict), verdict.max_points + by_hand.max_points, given.waiting)
