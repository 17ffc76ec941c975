r"""Whose a file is, by the name that a learning management system (LMS) gave it in a download.

>>> moodle("Ada Lovelace_123456_assignsubmission_file_/hw.ipynb").number
'123456'
>>> canvas("lovelaceada_LATE_12345_67890_hw-1.ipynb")
Named(number='12345', file='hw-1.ipynb', lms='Canvas', late=True, attempt=67890, time=None)

Students choose the names of their files, and often their own. What the LMS wrote is the outermost part; where
a name can be read in two ways, the file is nobody's.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograde.archives import Refused
from autograde.course import CONFIG_FILE, Course, CourseError

PATTERN = "c.FileNameCollectorPlugin.named_regexp"
"""nbgrader's setting for names of other kinds."""

_MOODLE = re.compile(r"(?=(_([0-9]+)_assignsubmission_[a-z]+_))")
_CANVAS = (
    re.compile(r"(?:(?P<late>LATE)_)?anon_(?P<number>[A-Za-z0-9]+)_(?P<attempt>[0-9]+)_(?P<file>.+)"),
    re.compile(r".+?_(?:(?P<late>LATE)_)?(?P<number>[0-9]+)_(?P<attempt>[0-9]+)_(?P<file>.+)"),
)
_TWO_READINGS = "its name can be read as that of two students: rename it, or give it to her by hand"

_ROSTER_NUMBERS = ("lms_user_id", "Identifier", "ID")
_ROSTER_IDS = ("id", "student_id", "SIS Login ID", "ID number", "Username", "Email address", "Email")
_ROSTER_SIZE = 20 * 2**20


@dataclass(frozen=True)
class Named:
    """What an LMS says in the name of a file."""

    number: str
    """The student's, as the LMS writes it."""
    file: str
    """The file's name as the student handed it in; folders stand before it."""
    lms: str = ""
    late: bool = False
    attempt: int = 0
    """Grows with every file that is handed in; 0 where the LMS gives none."""
    time: datetime | None = None
    """When it was handed in, where the name says so."""


Naming = Callable[[str], Named | None]
"""Whose a path is: None if it is nobody's; raises `Refused` where that is in doubt."""


def naming(course: Course, assignment: str, download: Path) -> Naming:
    """How names are read: by nbgrader's `named_regexp` if it is set, else as Moodle's or Canvas's.

    Raises
    ------
    CourseError
        When the regular expression cannot be used.
    """
    chosen = str(course.config.get("FileNameCollectorPlugin", {}).get("named_regexp", ""))
    if not chosen:
        return lambda path: moodle(path) or canvas(path)
    where = f"{course.root / CONFIG_FILE}: {PATTERN}"
    try:
        pattern = re.compile(chosen)
    except re.error as error:
        raise CourseError(f"{where} is no regular expression ({error})") from None
    if missing := {"student_id", "file_id"} - set(pattern.groupindex):
        raise CourseError(f"{where} lacks the group `(?P<{min(missing)}>…)`")
    # nbgrader matches the whole path that a file would have had after `nbgrader zip_collect`.
    folder = course.root / "downloaded" / assignment / "extracted" / download.name.removesuffix(".zip")
    return lambda path: _by_pattern(pattern, f"{folder}/{path}")


def moodle(path: str) -> Named | None:
    """``Full Name_123456_assignsubmission_file_/hw.ipynb``, or ``…_file_hw.ipynb``."""
    parts = path.split("/")
    for index, part in enumerate(parts):
        found = list(_MOODLE.finditer(part))
        if not found:
            continue
        if len(found) > 1:
            raise Refused(_TWO_READINGS)
        after = part[found[0].end(1) :]
        return Named(found[0][2], "/".join(filter(None, [after, *parts[index + 1 :]])), "Moodle")
    return None


def canvas(path: str) -> Named | None:
    """``lastnamefirst_12345_67890_hw.ipynb``, with ``_LATE`` after the name when it was late."""
    found: Named | None = None
    parts = path.split("/")
    for index, part in enumerate(parts):
        match = next(filter(None, (pattern.fullmatch(part) for pattern in _CANVAS)), None)
        if match is None:
            continue
        doubtful = not match["late"] and re.match(r"[0-9]+_.", match["file"])
        if found or doubtful:
            raise Refused(_TWO_READINGS)
        file = "/".join([match["file"], *parts[index + 1 :]])
        found = Named(match["number"], file, "Canvas", bool(match["late"]), int(match["attempt"][:18]))
    return found


def _by_pattern(pattern: re.Pattern[str], path: str) -> Named | None:
    match = pattern.match(path)
    if match is None:
        return None
    groups = match.groupdict()
    if not groups["student_id"] or not groups["file_id"]:
        return None
    suffix = Path(path).suffix
    file = groups["file_id"].removesuffix(suffix) + suffix  # nbgrader's may leave the suffix out
    named = Named(groups["student_id"], file, late=bool(groups.get("late")))
    if time := groups.get("timestamp"):
        try:
            return replace(named, time=parse_utc(time).replace(tzinfo=UTC))
        except (ValueError, OverflowError):
            raise Refused(f"the timestamp in its name is none: {time}") from None
    return named


@dataclass(frozen=True)
class Table:
    """A CSV table that an LMS gave, as it is."""

    where: Path
    header: list[str]
    body: list[list[str]]
    """Rows as long as `header`, each."""
    delimiter: str

    def values(self, column: str) -> list[str]:
        """What stands below a column, without spaces around it."""
        place = self.header.index(column)
        return [row[place].strip() for row in self.body]


def read_table(path: Path) -> Table:
    """A CSV table with a line of names at its top, separated by commas or semicolons.

    Raises
    ------
    CourseError
        When it is no such table.
    """
    with path.open("rb") as file:
        data = file.read(_ROSTER_SIZE)
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        columns, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} is no CSV table in UTF-8 ({error}): export it from the LMS anew") from None
    width = len(columns)
    rows = [[*row, *[""] * (width - len(row))][:width] for row in rows if any(row)]
    return Table(path, [column.strip() for column in columns], rows, delimiter)


def number_of(identifier: str) -> str:
    """The number in "Participant 123456", in the language of the site."""
    return re.sub(r".*[^0-9](?=[0-9]+$)", "", identifier)


def read_roster(path: Path) -> dict[str, str]:
    """Student ids by the LMS's numbers, from a CSV table.

    Moodle's grading worksheet, Canvas's gradebook export and the table of ``nbgrader db student import`` have
    the columns that are needed: `Identifier`, `ID` or `lms_user_id`, and one with the ids.

    Raises
    ------
    CourseError
        When the table has no such columns, or gives one number to two students.
    """
    table = read_table(path)
    numbers = next((name for name in _ROSTER_NUMBERS if name in table.header), None)
    if numbers is None:
        raise CourseError(f"{path} has no column {' or '.join(_ROSTER_NUMBERS)}: export it from the LMS anew")
    which = table.values(numbers)
    complete = (
        [student for number, student in zip(which, table.values(name), strict=True) if number]
        for name in _ROSTER_IDS
        if name in table.header
    )
    students = next((ids for ids in complete if all(ids)), None)
    if students is None:
        raise CourseError(f"{path} has no complete column of ids: it needs one of {', '.join(_ROSTER_IDS)}")
    roster: dict[str, str] = {}
    for number, student in zip(filter(None, which), students, strict=True):
        number = number_of(number) if numbers == "Identifier" else number
        if roster.setdefault(number, student) != student:
            raise CourseError(f"{path} gives the number {number} to two students: correct it")
    return roster
