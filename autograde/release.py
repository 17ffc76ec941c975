"""nbgrader's own generate_assignment and generate_feedback, run on a course."""

import copy
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

from nbgrader.converters import GenerateFeedback

from autograde import releases
from autograde.course import Course, CourseError
from autograde.gradebook import Gradebook
from autograde.nbgrader_calls import GenerateElsewhere, course_directory, nbgrader_at_work
from autograde.submission import load_source, points_by_hand

Tracker = Callable[[str, int], AbstractContextManager[Callable[[], object]]]
"""Shows progress: given a description and a total, it yields what to call after each step."""


def generate(course: Course, assignment: str, drop_points: bool = False) -> list[Path]:
    """Make release/<assignment>/ from source/ and register it in the gradebook, after changes too.

    Parameters
    ----------
    drop_points
        Remove cells in which a person has graded.

    Raises
    ------
    CourseError
        When nbgrader refuses, or such a cell is gone from source/; release/ is as it was then.
    """
    notebooks = course.source_notebooks(assignment)
    releases.remember(course, assignment)
    directory = course_directory(course)
    directory.assignment_id = assignment
    config = copy.deepcopy(course.config)
    config.SaveChangedCells.drop_points = drop_points
    converter = GenerateElsewhere(coursedir=directory, config=config)
    course.release.mkdir(parents=True, exist_ok=True)
    place = course.release / assignment
    with (
        tempfile.TemporaryDirectory(prefix=f".{assignment}.", dir=course.release) as folder,
        nbgrader_at_work(f"release {assignment}"),
    ):
        converter.release_folder = folder
        converter.start()
        with suppress(FileNotFoundError):
            place.rename(Path(folder) / "before")
        (Path(folder) / assignment).rename(place)
    with closing(Gradebook(course)) as gradebook:
        gradebook.note_registered(assignment)
    return [place / path.name for path in notebooks]


def generate_into(course: Course, assignment: str, folder: Path) -> None:
    """Make folder/<assignment>/ from source/, as `generate` does, and leave release/ and the gradebook alone.

    Raises
    ------
    CourseError
        When nbgrader refuses, with its reason.
    """
    directory = course_directory(course)
    directory.assignment_id = assignment
    config = copy.deepcopy(course.config)
    config.SaveCells.enabled = config.KeepRelease.enabled = False
    converter = GenerateElsewhere(coursedir=directory, config=config)
    converter.release_folder = str(folder)
    converter.no_database = True
    with nbgrader_at_work(f"release {assignment}"):
        converter.start()


def generate_feedback(course: Course, assignment: str, force: bool, track: Tracker) -> list[str]:
    """Write feedback for each student whose autograded notebook is newer than her feedback.

    Where a person grades answers, write everybody's: the gradebook does not say when she did.

    Raises
    ------
    CourseError
        When nothing has been graded, or nbgrader refuses; the other students have their feedback then.
    """
    force |= any(points_by_hand(load_source(path)) for path in course.source_notebooks(assignment))
    graded = sorted(course.autograded.glob(f"[!.]*/{assignment}"))
    if not graded:
        raise CourseError(
            f"{course.autograded} holds no {assignment}: grade it first with `autograde grade {assignment}`"
        )
    students = [path.parent.name for path in graded if force or _is_outdated(course, path)]
    directory = course_directory(course)
    directory.assignment_id = assignment
    failed: dict[str, CourseError] = {}
    with track(f"feedback on {assignment}", len(students)) as advance:
        for student in students:
            directory.student_id = student
            converter = GenerateFeedback(coursedir=directory, config=course.config)
            converter.force = True
            try:
                with nbgrader_at_work(f"write feedback for {student}"):
                    converter.start()
            except CourseError as error:
                failed[student] = error
            advance()
    if failed:
        raise CourseError(
            f"{assignment}: no feedback for {', '.join(failed)}, and for all others it is written; "
            f"{next(iter(failed.values()))}"
        )
    return students


def _is_outdated(course: Course, autograded: Path) -> bool:
    folder = course.feedback / autograded.parent.name / autograded.name
    pages = [folder / f"{path.stem}.html" for path in autograded.glob("*.ipynb")]
    newest = max(path.stat().st_mtime_ns for path in autograded.glob("*.ipynb"))
    return any(not page.exists() or page.stat().st_mtime_ns < newest for page in pages)
