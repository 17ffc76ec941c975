"""Tables of grades in the form that each learning management system (LMS) takes in.

Moodle's grade import finds a student by user name, ID number or email address, and asks which column belongs
to which grade item. It warns that a column of feedback overwrites grades, so there is none:
https://docs.moodle.org/en/Grade_import
https://github.com/moodle/moodle/blob/main/grade/import/csv/classes/load_data.php

Moodle's offline grading worksheet is read by its columns Identifier, Grade and Last modified (grade). A row
without a grade is skipped, and so is one over the maximum grade:
https://github.com/moodle/moodle/blob/main/mod/assign/feedback/offline/locallib.php

Canvas finds a student by ID, else by SIS User ID or SIS Login ID, and a column by the number behind its
title. One that it does not know becomes a new assignment, and an empty cell in the place of a grade is a
change. Only columns that change are to be uploaded:
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
https://teaching.resources.osu.edu/toolsets/carmencanvas/guides/calculating-final-grades/import-csv-file-carmen-grades
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograde.course import CourseError
from autograde.csv_export import inert
from autograde.files import write_whole
from autograde.grades import Student
from autograde.handin import normal
from autograde.lms import Table, number_of

_NUMBERS = ("Identifier", "ID", "lms_user_id")
_IDS = ("id", "student_id", "SIS Login ID", "SIS User ID", "ID number", "Username", "Email address", "Email")
_MOODLE_KEEPS = ("Username", "ID number", "Email address", "First name", "Surname", "Last name", "Full name")
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS_POSSIBLE = "Points Possible"
_TEST_STUDENT = "Student, Test"
"""Canvas's own, in every course."""
_EXCUSED = "EX"
_AND_NUMBER = re.compile(r"\s*\([0-9]+\)$")


@dataclass(frozen=True)
class Item:
    """One column of grades."""

    title: str
    assignment: str
    max_points: float
    values: Mapping[str, str]
    """By student id; nothing for those who have no grade."""
    is_total: bool = True


@dataclass
class GradeTable:
    """A table of grades, and what is to be said about it."""

    header: list[str]
    body: list[list[str]]
    delimiter: str = ","
    graded: int = 0
    """How many students have a grade in it."""
    left_out: list[str] = field(default_factory=list)
    """Students of the gradebook who are not in the roster, so that their grades are not in the table."""
    notices: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the table; it appears whole or not at all."""
        text = io.StringIO()
        table = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        table.writerow(map(_safe, self.header))
        table.writerows(map(_safe, row) for row in self.body)
        write_whole(path, text.getvalue().encode())


def in_full(points: float) -> str:
    """Points without the last bits of binary fractions: "2.5", "3"."""
    return f"{points:.6f}".rstrip("0").rstrip(".")


def moodle(
    everybody: Sequence[Student], items: Sequence[Item], roster: Table | None, per_exercise: bool
) -> GradeTable:
    """For Moodle: the worksheet filled, the list of participants with grades, or without a roster everybody.

    Raises
    ------
    CourseError
        When the roster cannot be used.
    """
    if roster is None:
        columns = ["Username", "ID number", "Email address", "First name", "Surname"]
        who = [[s.id, s.lms_user_id, s.email, s.first_name, s.last_name] for s in everybody]
        rows = [
            [*row, *(item.values.get(student.id, "") for item in items)]
            for row, student in zip(who, everybody, strict=True)
        ]
        return GradeTable([*columns, *(item.title for item in items)], rows)
    whose, made = _matched(roster, everybody)
    if {"Identifier", "Grade"} <= set(roster.header):
        _fill_worksheet(made, roster, whose, items, per_exercise)
        return made
    kept = [place for place, name in enumerate(roster.header) if name in _MOODLE_KEEPS]
    if not set(roster.header) & set(_MOODLE_KEEPS[:3]):
        raise CourseError(
            f"{roster.where} has none of the columns {', '.join(_MOODLE_KEEPS[:3])}: Moodle needs one"
        )
    made.header = [roster.header[place] for place in kept] + [item.title for item in items]
    made.body = [
        [row[place] for place in kept] + [item.values.get(whose.get(number, ""), "") for item in items]
        for number, row in enumerate(roster.body)
    ]
    return made


def _fill_worksheet(
    made: GradeTable, worksheet: Table, whose: Mapping[int, str], items: Sequence[Item], per_exercise: bool
) -> None:
    """Moodle's worksheet with its column Grade filled; a grade that nobody has given here stays."""
    if per_exercise or len(items) != 1:
        what = "has one grade for each student: leave out --per-exercise"
        if not per_exercise:
            what = f"is of one assignment: name it ({', '.join(item.assignment for item in items)})"
        raise CourseError(f"{worksheet.where} is a grading worksheet, which {what}")
    if "Last modified (grade)" not in worksheet.header:
        raise CourseError(
            f"{worksheet.where} has no column Last modified (grade), without which Moodle refuses it: "
            "download the grading worksheet anew"
        )
    (item,) = items
    if "Maximum Grade" in worksheet.header:
        for text in worksheet.values("Maximum Grade"):
            _same_maximum(worksheet, item, text, "Maximum grade of the assignment in Moodle")
    place = worksheet.header.index("Grade")
    made.header = worksheet.header
    made.body = [list(row) for row in worksheet.body]
    for number, row in enumerate(made.body):
        row[place] = item.values.get(whose.get(number, ""), row[place])
    over = [who for who in whose.values() if float(item.values.get(who, 0)) > item.max_points]
    if over:
        made.notices.append(f"Moodle skips grades over the maximum, those of {', '.join(sorted(over))}")


def canvas(
    everybody: Sequence[Student], items: Sequence[Item], roster: Table | None, columns: Mapping[str, str]
) -> GradeTable:
    """For Canvas: its gradebook with the columns of these items alone, or without a roster everybody.

    Parameters
    ----------
    columns
        By assignment, the title of its column, where that is another.

    Raises
    ------
    CourseError
        When the roster cannot be used.
    """
    if roster is None:
        rows = [[f"    {_POINTS_POSSIBLE}", "", "", "", "", *(in_full(item.max_points) for item in items)]]
        for student in everybody:
            name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            known_as = student.lms_user_id or (student.id if student.id.isdecimal() else "")
            who = [name, known_as, "", student.id, ""]
            rows.append([*who, *(item.values.get(student.id, "") for item in items)])
        return GradeTable([*_CANVAS, *(item.title for item in items)], rows)
    if "Section" not in roster.header or "ID" not in roster.header:
        raise CourseError(
            f"{roster.where} has no columns ID and Section: export Canvas's gradebook anew (Grades, Export)"
        )
    whose, made = _matched(roster, everybody)
    width = roster.header.index("Section") + 1
    places = [_canvas_column(roster, width, item, columns.get(item.title)) for item in items]
    possible = next((row for row in roster.body if _POINTS_POSSIBLE in row[0]), None)
    first = [f"    {_POINTS_POSSIBLE}", *[""] * (width - 1)]
    for item, place in zip(items, places, strict=True):
        if place is None and item.is_total:
            made.notices.append(
                f"{roster.where} has no assignment {item.title}: Canvas will offer to make one. If it has "
                f"another name there: --column '{item.title}=NAME'"
            )
        if place is not None and possible:
            _same_maximum(roster, item, possible[place], "Points of the assignment in Canvas")
        first.append(possible[place] if place is not None and possible else in_full(item.max_points))
    made.header = roster.header[:width] + [
        item.title if place is None else roster.header[place]
        for item, place in zip(items, places, strict=True)
    ]
    made.body = [first]
    excused = 0
    for number, student_id in whose.items():
        row = roster.body[number]
        filled = row[:width]
        for item, place in zip(items, places, strict=True):
            before = "" if place is None else row[place]
            stays = before.strip().upper() == _EXCUSED
            excused += stays
            filled.append(before if stays else item.values.get(student_id, before))
        made.body.append(filled)
    if excused:
        made.notices.append(f"{excused} excused in Canvas, and left so")
    return made


def _canvas_column(roster: Table, width: int, item: Item, title: str | None) -> int | None:
    """Where the item is in Canvas's gradebook; None if it is not there."""

    def plain(text: str) -> str:
        return re.sub(r"[\s_-]+", " ", _AND_NUMBER.sub("", text)).strip().casefold()

    there = {place: name for place, name in enumerate(roster.header) if place >= width}
    if title is not None:
        found = [place for place, name in there.items() if title in (name, _AND_NUMBER.sub("", name))]
        if not found:
            known = ", ".join(name for name in there.values() if _AND_NUMBER.search(name)) or "none"
            raise CourseError(f"{roster.where} has no assignment {title}: there are {known}")
    else:
        found = [place for place, name in there.items() if plain(name) == plain(item.title)]
    if len(found) > 1:
        several = " and ".join(there[place] for place in found)
        raise CourseError(
            f"{roster.where} has {several}: say which, by --column '{item.title}=NAME (NUMBER)'"
        )
    return found[0] if found else None


def _same_maximum(roster: Table, item: Item, text: str, what: str) -> None:
    """Refuse points out of another maximum: the LMS would take them for what they are not."""
    try:
        there = float(text.strip().replace(",", "."))
    except ValueError:
        return
    if abs(there - item.max_points) > 1e-6:
        raise CourseError(
            f"{roster.where} says that {item.title} has {in_full(there)} points, and it has "
            f"{in_full(item.max_points)}: set {what} to {in_full(item.max_points)}, and export the table anew"
        )


def _matched(roster: Table, everybody: Sequence[Student]) -> tuple[dict[int, str], GradeTable]:
    """Whose each student's row is (empty: a stranger's), and a table that says who is in one place only."""
    ids: dict[str, set[str]] = {}
    for student in everybody:
        for text in (student.id, student.lms_user_id, student.email.casefold()):
            if text:
                ids.setdefault(normal(text), set()).add(student.id)
    known = [name for name in (*_NUMBERS, *_IDS) if name in roster.header]
    if not known:
        raise CourseError(f"{roster.where} has no column that names students: {', '.join(_NUMBERS + _IDS)}")
    whose: dict[int, str] = {}
    found: set[str] = set()
    strangers: list[str] = []
    for number, row in enumerate(roster.body):
        texts = [normal(row[roster.header.index(name)].strip()) for name in known]
        if not any(texts) or _POINTS_POSSIBLE in row[0] or row[0] == _TEST_STUDENT:
            continue
        if "Identifier" in known:
            texts[0] = number_of(texts[0])
        fits = {student for text in texts for student in ids.get(text, ids.get(text.casefold(), ()))}
        if len(fits) > 1 or fits & found:
            raise CourseError(
                f"{roster.where}: two students fit the row of {row[0].strip()}, or two rows fit "
                f"{' and '.join(sorted(fits))}: correct id, lms_user_id or email (`nbgrader db student add`)"
            )
        found |= fits
        whose[number] = next(iter(fits), "")
        if not fits:
            strangers.append(next(filter(None, texts)))
    made = GradeTable([], [], roster.delimiter)
    made.left_out = [student.id for student in everybody if student.id not in found]
    if strangers:
        made.notices.append(
            f"in the roster and not in the gradebook, so without grades: {', '.join(strangers)}"
        )
    return whose, made


def _safe(text: str) -> str:
    """A cell that no spreadsheet computes. What an LMS gave is otherwise left as it is."""
    return text if text == "-" else inert(text)
