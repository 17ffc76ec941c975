"""Assignments in nbgrader's database: nbgrader itself writes them there, once for each version of a source.

nbgrader commits each cell for itself, which takes it a second for an assignment.
"""

import contextlib
import hashlib
import json
import tempfile
from typing import Any

import nbgrader
from sqlalchemy import Engine, select

from autograde.course import Course
from autograde.files import write_whole
from autograde.nbgrader_calls import GenerateElsewhere, course_directory, nbgrader_at_work
from autograde.tables import (
    ASSIGNMENT,
    BASE_CELL,
    GRADE_CELL,
    NOTEBOOK,
    SOURCE_CELL,
    TASK_CELL,
)


class Registrations:
    """What has been registered in a course's database, kept in a file beside the journal.

    Anyone may change the database: Formgrader, nbgrader's commands, a restored backup. So the file holds, for
    each assignment, what its source was *and* what the database then said of it; both must still be so.
    """

    def __init__(self, course: Course, engine: Engine) -> None:
        self._course, self._engine = course, engine
        self._path = course.state / "registered.json"

    def register(self, assignment: str) -> bool:
        """Have nbgrader register an assignment, unless the database knows it as it is in source/.

        Returns
        -------
        Whether the database has changed.

        Raises
        ------
        CourseError
            When nbgrader refuses, with its reason.
        """
        if self._read().get(assignment) == self._now(assignment):
            return False
        directory = course_directory(self._course)
        directory.assignment_id = assignment
        converter = GenerateElsewhere(coursedir=directory, config=self._course.config)
        with nbgrader_at_work(f"register {assignment}"), tempfile.TemporaryDirectory() as folder:
            converter.release_folder = folder
            converter.start()
        self.note(assignment)
        return True

    def note(self, assignment: str) -> None:
        """Remember that nbgrader has registered an assignment as it is now."""
        known = self._read() | {assignment: self._now(assignment)}
        write_whole(self._path, json.dumps(known, indent=1).encode())

    def _read(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):  # then nbgrader does it again
            known = json.loads(self._path.read_text(encoding="utf-8"))
            return known if isinstance(known, dict) else {}
        return {}

    def _now(self, assignment: str) -> list[str]:
        """Digests of an assignment's sources, with what else nbgrader's answer hangs on, and of its rows."""
        source = hashlib.sha256(nbgrader.__version__.encode())
        source.update(json.dumps(self._course.config, sort_keys=True, default=repr).encode())
        for path in self._course.source_notebooks(assignment):
            source.update(hashlib.sha256(path.name.encode() + b"\0" + path.read_bytes()).digest())
        return [source.hexdigest(), hashlib.sha256(repr(self._rows(assignment)).encode()).hexdigest()]

    def _rows(self, assignment: str) -> list[tuple[Any, ...]]:
        """All that the database says of an assignment's notebooks and their cells."""
        cells = (
            select(
                *(NOTEBOOK.c.name, NOTEBOOK.c.kernelspec, BASE_CELL.c.name, BASE_CELL.c.type),
                *(SOURCE_CELL.c.cell_type, SOURCE_CELL.c.locked, SOURCE_CELL.c.checksum),
                *(GRADE_CELL.c.cell_type, GRADE_CELL.c.max_score, TASK_CELL.c.max_score),
            )
            .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
            .join(BASE_CELL, BASE_CELL.c.notebook_id == NOTEBOOK.c.id, isouter=True)
            .join(SOURCE_CELL, SOURCE_CELL.c.id == BASE_CELL.c.id, isouter=True)
            .join(GRADE_CELL, GRADE_CELL.c.id == BASE_CELL.c.id, isouter=True)
            .join(TASK_CELL, TASK_CELL.c.id == BASE_CELL.c.id, isouter=True)
            .where(ASSIGNMENT.c.name == assignment)
        )
        with self._engine.connect() as connection:
            return sorted((tuple(row) for row in connection.execute(cells)), key=repr)
