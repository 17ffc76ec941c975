"""Grades as a table for spreadsheets: what `nbgrader export` writes, but no cell of it is a formula.

Where decimals have a comma, spreadsheets take semicolons for the borders of cells, whatever a table is
written with. So nothing behind a semicolon, a bar or a line break is a formula either.

>>> [cell(text) for text in ("anna", "=cmd|'/c calc'!A1", "a,b", "anna;=1+1")]
['anna', "'=cmd|'/c calc'!A1", 'a,b', "anna;'=1+1"]
>>> cell(-0.5), cell(None)
('-0.5', '')
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import CsvExportPlugin

from autograde.display import harmless

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
_FORMULA = re.compile(r"""(?:^|(?<=[;\t\r\n|]))(?=[\s"]*[=+\-@＝＋－＠])""")  # noqa: RUF001 - and wide ones
"""Where a formula would begin, if it were a cell."""


def inert(text: str) -> str:
    """Text with an apostrophe in front of all that a spreadsheet would compute."""
    return _FORMULA.sub("'", text)


def cell(value: Any) -> str:
    """A value as a cell: text that a spreadsheet would compute gets an apostrophe in front of it."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    shown = harmless(value)
    return f"'{shown}" if value[:1] in ("\t", "\r", "\n") else inert(shown)


class SafeCsv(CsvExportPlugin):  # type: ignore[misc]
    """Takes the place of nbgrader's exporter, with the same columns, rows and options."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `--to`, or grades.csv."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(map(cell, row) for row in self._rows(gradebook))

    def _rows(self, gradebook: Gradebook) -> Iterator[tuple[Any, ...]]:
        for assignment in gradebook.assignments:
            if not self.assignment or assignment.name in map(str, self.assignment):
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        yield row(gradebook, assignment, student)


def row(gradebook: Gradebook, assignment: Assignment, student: Student) -> tuple[Any, ...]:
    """One student's grade for an assignment under `COLUMNS`; 0 where she has handed in nothing."""
    timestamp, score, penalty = None, 0.0, 0.0
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        pass
    else:
        timestamp, score, penalty = submission.timestamp, submission.score, submission.late_submission_penalty
    who = (student.id, student.last_name, student.first_name, student.email)
    final = max(0.0, score - penalty)
    return assignment.name, assignment.duedate, timestamp, *who, score, penalty, final, assignment.max_score
