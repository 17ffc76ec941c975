"""The journal: what has been graded, one JSON line each, only ever appended to."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from autograde.course import Course
from autograde.verdict import SubmissionVerdict


@dataclass(frozen=True)
class Entry:
    """Whose notebook a line is about."""

    student: str
    assignment: str
    notebook: str


class Journal:
    """The journal of a course. A line that a crash cut off is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, course: Course) -> "Journal":
        """The journal that lies in a course's own folder."""
        return cls(course.state / "journal.jsonl")

    def keys(self) -> dict[Entry, str]:
        """The content key under which each notebook was last graded."""
        keys: dict[Entry, str] = {}
        if not self._path.exists():
            return keys
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                record = json.loads(line)
                keys[Entry(record["student"], record["assignment"], record["notebook"])] = record["key"]
            except (ValueError, KeyError, TypeError):
                continue
        return keys

    def append(self, verdicts: Iterable[SubmissionVerdict]) -> None:
        """Add a line for each verdict and wait until they are on disk."""
        lines = [json.dumps(_record(verdict)) for verdict in verdicts]
        if not lines:
            return
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("ab+") as file:
            if _cut_off(file):
                lines.insert(0, "")
            file.write("\n".join([*lines, ""]).encode())
            file.flush()
            os.fsync(file.fileno())


def _record(verdict: SubmissionVerdict) -> dict[str, object]:
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "student": verdict.student,
        "assignment": verdict.assignment,
        "notebook": verdict.notebook,
        "key": verdict.key,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "sandbox": verdict.sandbox,
    }


def _cut_off(file: IO[bytes]) -> bool:
    """Whether the file's last line has no end."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"
