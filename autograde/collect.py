"""Collecting what students handed in, from an LMS's download into submitted/.

A download is never unpacked. Whose a file is says the name that the LMS gave it; where it goes follows from
the student's id and the assignment alone, never from a path that somebody else wrote.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from autograde.archives import LONGEST_PATH, Budget, Entry, Refused, opened
from autograde.autograded import remove_leftovers
from autograde.course import CONFIG_FILE, Course, CourseError, student_id_problem
from autograde.display import harmless
from autograde.handin import (
    Candidate,
    Collected,
    Collection,
    Desk,
    LeftOut,
    is_junk,
    is_work,
    normal,
    too_much,
)
from autograde.lms import PATTERN, Naming, naming
from autograde.lock import lock
from autograde.release import Tracker

_PACKING = timedelta(minutes=10)
"""Dates of a whole class that lie as close together as this are those of the download."""


def collect(
    course: Course,
    download: Path,
    assignment: str,
    track: Tracker,
    *,
    roster: Mapping[str, str] | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Collection:
    """Put the notebooks of a download into submitted/<student>/<assignment>/.

    Parameters
    ----------
    download
        A zip file from an LMS, or the folder that it was unpacked into.
    track
        Shows progress.
    roster
        Student ids by the LMS's numbers; without one, the numbers are the ids.
    force
        Replace what is there and differs.
    dry_run
        Write nothing, and tell what would become of everything.

    Raises
    ------
    CourseError
        When the download cannot be read, or nothing in it belongs to a student; nothing is written then.
    """
    targets = [path.stem for path in course.source_notebooks(assignment)]
    with ExitStack() as stack:
        try:
            entries = stack.enter_context(opened(download, course.limits))
        except Refused as error:
            raise CourseError(
                f"{download}: {error}. Name the .zip that the LMS gave you, or the folder with what was in it"
            ) from None
        if not dry_run:
            stack.enter_context(lock(course))
            remove_leftovers(course.submitted)
        collection = Collection()
        handed_in = _by_student(entries, naming(course, assignment, download), collection)
        if not handed_in:
            example = "".join(f" ({each.what[:80]}: {each.why})" for each in collection.left_out[:1])
            raise CourseError(
                f"{download}: no file is named as Moodle or Canvas name submissions{harmless(example)}. "
                f"For other names, set {PATTERN} in {course.root / CONFIG_FILE}"
            )
        ids = _ids(handed_in, roster, collection)
        dated = not download.is_dir() and _dates_are_submissions(handed_in)
        total = Budget(
            course.limits.archive_size, too_much("the download", course.limits.archive_size, "archive_size")
        )
        advance = stack.enter_context(track("collecting", len(ids)))
        for number, student in sorted(ids.items(), key=lambda item: item[1]):
            desk = Desk(course, assignment, targets, collection, dated, total)
            desk.collect(Collected(student, number), handed_in[number], force, dry_run)
            advance()
    return collection


def _by_student(entries: Sequence[Entry], name: Naming, collection: Collection) -> dict[str, list[Candidate]]:
    """The files that belong to students, by the LMS's number."""
    found: dict[str, list[Candidate]] = {}
    for order, entry in enumerate(entries):
        if is_junk(entry.path):
            collection.ignored += 1
            continue
        try:
            named = name(entry.path) if len(entry.path) <= LONGEST_PATH else None
            why = entry.problem or "the LMS's number of a student is not in its name"
        except Refused as error:
            named, why = None, str(error)
        if named:
            found.setdefault(named.number, []).append(Candidate(entry, named, order))
        elif is_work(entry.path):
            collection.left_out.append(LeftOut(entry.path, why))
        else:
            collection.ignored += 1
    return found


def _ids(
    handed_in: Mapping[str, Sequence[Candidate]], roster: Mapping[str, str] | None, collection: Collection
) -> dict[str, str]:
    """The ids of those whose work can be collected, by the LMS's number."""
    ids: dict[str, str] = {}
    for number, candidates in handed_in.items():
        what = candidates[0].entry.path
        student = normal((roster or {}).get(number, number))
        if roster and number not in roster:
            collection.left_out.append(LeftOut(what, f"the number {number} is not in the roster"))
        elif problem := student_id_problem(student):
            collection.left_out.append(LeftOut(what, f"`{student}` cannot be a student's id: {problem}"))
        else:
            ids[number] = student
    same = Counter(student.casefold() for student in ids.values())
    for number, student in list(ids.items()):
        if same[student.casefold()] > 1:
            del ids[number]
            why = f"several students have this id, or ids that differ in case alone (number {number})"
            collection.left_out.append(LeftOut(student, why))
    if roster is None and any(each[0].named.lms == "Moodle" for each in handed_in.values()):
        collection.notices.append(
            "Moodle gives a student another number in every assignment. With --roster and Moodle's grading "
            "worksheet she has the same id in all of them."
        )
    return ids


def _dates_are_submissions(handed_in: Mapping[str, Sequence[Candidate]]) -> bool:
    """Whether the archive's dates can be those of the submissions, and not of the packing.

    An LMS that packs while it sends writes the hour at which it does, member after member.
    """
    candidates = sorted(itertools.chain.from_iterable(handed_in.values()), key=lambda each: each.order)
    dates = [each.entry.date for each in candidates if each.entry.date]
    return bool(dates) and dates != sorted(dates) and max(dates) - min(dates) > _PACKING
