"""Pairs of submissions that share more than the template, the references and chance explain.

Taken away is what innocent students share: what was released, references, right styles and known mistakes of
the registry, and what much of the class has. What is left is a student's own code, compared in three forms.
docs/similarity.md says what is seen, how often, and what is not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from typing import TypeAlias

import numpy as np

from autograde import fingerprints
from autograde.course import Course
from autograde.fingerprints import Mask
from autograde.normal_form import Row
from autograde.own_work import FORMS, Form, Template, Work
from autograde.submission import UnreadableSubmission

Track: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[], object]]]
"""A progress bar: from a description and a number of steps, what to call after each."""


FEW = 4
"""So many students are few; in a class of more than forty, a tenth of it is."""


MOST_SHOWN = 200
"""Pairs of one notebook whose passages are shown, the most suspicious; the others are listed."""


@dataclass(frozen=True)
class Passage:
    """What two students share in one exercise: the text in each one's cell, gaps as a line with "…"."""

    exercise: str
    first: str
    second: str


@dataclass(frozen=True)
class SimilarPair:
    """Two students whose notebooks share what nothing innocent explains."""

    assignment: str
    notebook: str
    first: str
    second: str
    shared: float
    """Of the shorter's own code, the part that both have: 0 to 1."""
    passages: tuple[Passage, ...]
    page: str = ""
    """Where both are side by side, relative to the report; empty if no page was written."""
    seen: str = ""
    """What they share, in words."""


@dataclass(frozen=True)
class Comparison:
    """One notebook of a class: its pairs, the most suspicious first, and who could not be compared."""

    template: Template
    work: tuple[Work, ...]
    unreadable: tuple[str, ...]
    pairs: tuple[SimilarPair, ...] = ()

    @property
    def too_little(self) -> list[str]:
        """Students with too little code of their own to judge."""
        return [
            each.student
            for each in self.work
            if all(mine.own.size < form.least for form, mine in each.prints.items())
        ]

    @property
    def cut(self) -> list[str]:
        """Students whose longest cells are not compared."""
        return [each.student for each in self.work if each.cut]

    @property
    def summary(self) -> str:
        """How many notebooks were compared and how many were not, in words."""
        little, cut = len(self.too_little), len(self.cut)
        text = f"{len(self.work) - little} notebooks compared."
        text += f" {little} left out: too little of their own to judge." if little else ""
        text += f" {len(self.unreadable)} missing or unreadable." if self.unreadable else ""
        return text + (
            f" {cut} with more code than is compared: their longest cells were left out." if cut else ""
        )


def find_pairs(course: Course, assignment: str, track: Track) -> list[SimilarPair]:
    """The suspicious pairs in each notebook of an assignment, the most suspicious first.

    Raises
    ------
    CourseError
        For an unknown assignment.
    UnreadableSource
        When its source notebook cannot be read.
    """
    return [pair for comparison in compare(course, assignment, track) for pair in comparison.pairs]


def compare(course: Course, assignment: str, track: Track) -> list[Comparison]:
    """The same pairs, for each notebook of the assignment with all that a page shows."""
    students = course.students(assignment)
    templates = [Template(course, path) for path in course.source_notebooks(assignment)]
    return [_compare(template, course, students, track) for template in templates]


def _compare(template: Template, course: Course, students: Sequence[str], track: Track) -> Comparison:
    work, unreadable = [], []
    with track(f"comparing {template.path.stem}", len(students)) as advance:
        for student in students:
            path = course.submitted / student / template.assignment / template.path.name
            try:
                work.append(template.work(student, path, course.limits))
            except UnreadableSubmission:
                unreadable.append(student)
            advance()
    unusual = tuple(_without_usual(work))
    comparison = Comparison(template, unusual, tuple(unreadable))
    return replace(comparison, pairs=tuple(_pairs(template, unusual)))


def _without_usual(work: Sequence[Work]) -> Iterator[Work]:
    """The work without fingerprints that more than half of the class has, and more than a few students."""
    usual = {
        form: fingerprints.held_by(
            [each.prints[form].own for each in work], max(FEW, len(work) // 2) + 1, len(work)
        )
        for form in FORMS
    }
    for each in work:
        yield replace(each, prints={form: mine.without(usual[form]) for form, mine in each.prints.items()})


@dataclass(frozen=True)
class Evidence:
    """What two students share most of: so many fingerprints, that share of the shorter's own, in a form."""

    count: int
    share: float
    form: Form

    @property
    def weight(self) -> float:
        return self.count * self.share


def suspicious(work: Sequence[Work]) -> dict[tuple[int, int], Evidence]:
    """The pairs of students, by their numbers, that share enough; what is strongest comes first."""
    found: dict[tuple[int, int], Evidence] = {}
    for form in FORMS:
        prints = [each.prints[form].own for each in work]
        for most, threshold in ((max(FEW, len(work) // 10), form.rare), (len(work), form.frequent)):
            counts, shares = fingerprints.overlap(prints, most)
            for one, two in np.argwhere(np.triu((counts >= form.least) & (shares >= threshold), 1)).tolist():
                evidence = Evidence(int(counts[one, two]), float(shares[one, two]), form)
                if (one, two) not in found or evidence.weight > found[one, two].weight:
                    found[one, two] = evidence
    return dict(sorted(found.items(), key=lambda each: (-each[1].weight, each[0])))


def _pairs(template: Template, work: Sequence[Work]) -> Iterator[SimilarPair]:
    for number, ((one, two), evidence) in enumerate(suspicious(work).items()):
        first, second = work[one], work[two]
        yield SimilarPair(
            template.assignment,
            template.path.stem,
            first.student,
            second.student,
            evidence.share,
            tuple(_passages(first, second)) if number < MOST_SHOWN else (),
            seen=evidence.form.seen,
        )


Place: TypeAlias = tuple[int, int]
"""A cell of a student's work and a line of it, both from 0."""


def shared_lines(mine: Work, other: Work) -> set[Place]:
    """The lines of one student's of which the other has at least half of the tokens, in any form."""
    return {
        (row.cell, line)
        for form in FORMS
        for row in fingerprints.marked(mine.prints[form], other.prints[form].own)
        for line in _mostly(row.row, row.mask)
    }


def _mostly(row: Row, mask: Mask) -> set[int]:
    """The lines of which at least half of the tokens are meant."""
    tokens, meant = Counter(row.lines), Counter(compress(row.lines, mask))
    return {line for line in meant if 2 * meant[line] >= tokens[line]}


def _passages(first: Work, second: Work) -> Iterator[Passage]:
    mine, others = _by_cell(shared_lines(first, second)), shared_lines(second, first)
    found = _counterparts(first, second)
    for number in sorted(mine):
        theirs = _by_cell(found[number] & others) if number in found else {}
        if theirs:
            cell = first.cells[number]
            texts = (_excerpt(second.cells[each].text, lines) for each, lines in sorted(theirs.items()))
            yield Passage(cell.exercise, _excerpt(cell.text, mine[number]), "\n…\n".join(texts))


def _by_cell(places: Iterable[Place]) -> dict[int, set[int]]:
    lines: dict[int, set[int]] = {}
    for cell, line in places:
        lines.setdefault(cell, set()).add(line)
    return lines


def _counterparts(first: Work, second: Work) -> dict[int, set[Place]]:
    """By cell of the first student's, where the second has the same.

    Of what she has in several places, one counts, in the same exercise if there is one.
    """
    found: dict[int, set[Place]] = {}
    for form in FORMS:
        one, two = first.prints[form], second.prints[form]
        places: dict[tuple[int, str], set[Place]] = {}
        for row in fingerprints.marked(two, one.own):
            for each, (start, *_) in row.starts.items():
                lines = {(row.cell, line) for line in row.row.lines[start : start + form.k]}
                places.setdefault((each, second.cells[row.cell].exercise), lines)
                places.setdefault((each, ""), lines)
        for row in fingerprints.marked(one, two.own):
            exercise = first.cells[row.cell].exercise
            for each in row.starts:
                found.setdefault(row.cell, set()).update(places.get((each, exercise)) or places[each, ""])
    return found


def _excerpt(text: str, lines: set[int]) -> str:
    """These lines of a text, with "…" for those left out between them."""
    every = text.split("\n")
    kept: list[str] = []
    for before, line in pairwise([-1, *sorted(lines)]):
        if kept and any(every[number].strip() for number in range(before + 1, line)):
            kept.append("…")
        kept.append(every[line])
    return "\n".join(kept)
