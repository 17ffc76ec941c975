"""The report on a class: a page for the instructor, and one for each student, drawn from verdicts alone.

They need no network. A Content-Security-Policy allows no script on them but one of ours, by its digest, which
sorts the tables of the instructor's page; that is complete without it. What students wrote (ids, messages) is
shown, never obeyed. The same verdicts give the same bytes.
"""

import base64
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from autograde import items
from autograde.autograded import StagedFolder, read_verdict, remove_leftovers
from autograde.course import Course
from autograde.display import templates
from autograde.files import file_name, write_whole
from autograde.overview import overview_of
from autograde.sections import ByNotebook, Explain, sections_of
from autograde.similarity import SimilarPair
from autograde.student_pages import about
from autograde.verdict import SubmissionVerdict
from autograde.verify.published import published

if TYPE_CHECKING:
    from autograde.release import Tracker

STUDENTS = "students"
"""The folder of the students' pages, beside the instructor's."""


def report_on(
    course: Course,
    assignments: Sequence[str],
    track: "Tracker",
    *,
    pairs: Sequence[SimilarPair] = (),
    students: bool = True,
) -> tuple[Path, int, int]:
    """Write the report on what has been graded of some assignments.

    Returns
    -------
    The instructor's page, the number of notebooks that it is on, and that of the students.

    Raises
    ------
    CourseError
        When a verdict or the gradebook cannot be read.
    """
    from autograde import by_hand

    paths = [path for name in assignments for path in sorted(course.autograded.glob(f"[!.]*/{name}/*.ipynb"))]
    with track("reading verdicts", len(paths)) as advance:
        verdicts = []
        for path in paths:
            verdicts.append(read_verdict(path))
            advance()
    page = write_report(
        verdicts,
        course.root / "report",
        course=course.name,
        explain=sentence_of,
        by_hand=by_hand.read(course, assignments),
        pairs=pairs,
        students=students,
        track=track,
    )
    return page, len(verdicts), len({verdict.student for verdict in verdicts})


@cache
def sentence_of(assignment: str, misconception: str) -> str:
    """What explains a misconception of the registry; its name where the registry no longer has it."""
    from helpers.reference.registry import load

    known = (variant for exercise in load(assignment) or () for variant in exercise.misconceptions)
    return next((variant.text for variant in known if variant.name == misconception), misconception)


@contextmanager
def _untracked(description: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


def write_report(
    verdicts: Sequence[SubmissionVerdict],
    folder: Path,
    *,
    course: str = "Backprop by Hand",
    explain: Explain | None = None,
    by_hand: ByNotebook | None = None,
    pairs: Sequence[SimilarPair] = (),
    students: bool = False,
    track: "Tracker" = _untracked,
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
    pairs
        Submissions that share more than the template explains, of any assignment.
    students
        Whether to write a page for each student, too. The pages of an older report are replaced or removed.
    track
        Shows progress.

    Returns
    -------
    The page, ``index.html`` in `folder`; students' pages are in its folder ``students``. Each of the two
    appears whole or not at all.

    Raises
    ------
    OSError
        When it cannot be written; an older report stays as it was.
    """
    by_hand = by_hand or {}
    of_students: dict[str, list[SubmissionVerdict]] = {}
    for verdict in verdicts:
        of_students.setdefault(verdict.student, []).append(verdict)
    names = {student: f"{file_name(student)}.html" for student in of_students} if students else {}
    sections = sections_of(verdicts, explain, by_hand, pairs)
    with track("writing the report", len(sections) + len(names)) as advance:
        addresses = {student: f"{STUDENTS}/{quote(name)}" for student, name in names.items()}
        texts = []
        for section in sections:
            texts.append(
                _render(
                    "section.html.j2",
                    section=section,
                    several=len(sections) > 1,
                    pages=addresses,
                    items=items,
                )
            )
            advance()
        index = _render(
            "report.html.j2",
            course=course,
            sections=sections,
            texts=texts,
            overview=overview_of(sections),
            pages=addresses,
            tested=_how_tested(verdicts),
            script=script(),
            policy=Markup(policy()),
        )
        pages = {}
        for student, name in names.items():
            page = _render("student.html.j2", **about(of_students[student], explain, by_hand), course=course)
            pages[name] = page.encode()
            advance()
    return _write(folder, index, pages)


def _how_tested(verdicts: Sequence[SubmissionVerdict]) -> str:
    """The error rate of the grader on variants of right answers, if these assignments were tested so."""
    numbers = published()
    known = all(verdict.assignment in numbers.get("functions", {}) for verdict in verdicts)
    return str(numbers["sentence"]) if numbers and known else ""


def script() -> Markup:
    """The only script that runs on the instructor's page."""
    loader, environment = jinja2.PackageLoader("autograde"), templates()
    return Markup(loader.get_source(environment, "report.js")[0])


def policy() -> str:
    """The Content-Security-Policy of the instructor's page: nothing but styles, and `script`."""
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    )


def _render(template: str, **values: Any) -> Markup:
    return Markup(templates().get_template(template).render(**values))


def _write(folder: Path, index: str, pages: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder, f".{STUDENTS}.*")
    page, of_students = folder / "index.html", folder / STUDENTS
    staged = StagedFolder(of_students, pages, keep=False, mode=0o644) if pages else None
    try:
        write_whole(page, index.encode())
        if staged:
            staged.publish()
        elif of_students.is_dir():
            shutil.rmtree(of_students)
    finally:
        if staged:
            staged.discard()
    return page
