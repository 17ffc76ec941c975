"""Reading what a student submitted, and merging it into the source notebook.

Submitted notebooks are untrusted bytes: only regular files are read, nothing of their metadata survives, and
the merged notebook is the source notebook with the student's text in the solution cells, plus her own cells.
"""

import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from autograde.earlier import NOTHING_EARLIER, Earlier
from autograde.limits import Limits
from autograde.verdict import Note, NoteKind

Cell = dict[str, Any]
Notebook = dict[str, Any]
"""A notebook in Jupyter's JSON format, version 4, as plain dicts."""

TIMESTAMP = "timestamp.txt"
"""nbgrader's file with the time of a submission, beside it."""

NO_ANSWER = "# There is no readable answer to this exercise.\n"
DELETED = "# This cell was deleted.\n"
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
"""What the lines around a hidden region hold: nbgrader's defaults."""
BEGIN_RUBRIC, END_RUBRIC = "BEGIN MARK SCHEME", "END MARK SCHEME"
"""The same around the rubric of a task, which students read with their feedback."""
STUDENTS_OWN = "student-"
"""What the ids of cells begin with that students have added."""

_AUTOTEST = re.compile(r"^\s*#.*AUTOTEST", re.MULTILINE)
"""A comment that nbgrader replaces by tests when it releases a notebook."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class UnreadableSubmission(Exception):
    """A submitted notebook that cannot be read. The message is for the student."""


class UnreadableSource(Exception):
    """A source notebook that cannot be read. The message names the file and the way out."""


@dataclass(frozen=True)
class SubmittedCell:
    """What is taken over of one submitted cell."""

    kind: Literal["code", "markdown", "raw"]
    text: str
    cell_id: str = ""
    grade_id: str = ""
    points: object = None
    tags: frozenset[str] = frozenset()


def read_regular_file(path: Path, max_bytes: int, owner: int | None = None) -> bytes:
    """The bytes of a regular file; its name and the two folders above it may not be symbolic links.

    Where folders further up may be replaced by links, the user id of the file's `owner` is asked for as well.

    Raises
    ------
    UnreadableSubmission
        For a missing file, a link of either kind, a device, a folder, a file over the limit, or one of
        somebody else.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    if any(folder.is_symlink() for folder in (path.parent, path.parent.parent)):
        raise UnreadableSubmission("The submitted folder is a symbolic link, which is not followed.")
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise UnreadableSubmission(f"The submission has no file named {path.name}.") from None
    except OSError as error:
        what = (
            "is a symbolic link, which is not followed"
            if path.is_symlink()
            else f"cannot be read ({error.strerror})"
        )
        raise UnreadableSubmission(f"The submitted {path.name} {what}.") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise UnreadableSubmission(f"The submitted {path.name} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_nlink > 1:
            raise UnreadableSubmission(
                f"The submitted {path.name} is a hard link to another file, which is not followed: copy it."
            )
        if owner is not None and status.st_uid != owner:
            raise UnreadableSubmission(f"The submitted {path.name} belongs to somebody else.")
        if status.st_size > max_bytes:
            raise UnreadableSubmission(
                f"The submitted {path.name} has {status.st_size / 2**20:.0f} MB; at most "
                f"{max_bytes / 2**20:.0f} MB are read. Clear its outputs and submit it again."
            )
        return file.read(max_bytes + 1)


def parse(data: bytes, limits: Limits) -> list[SubmittedCell]:
    """The cells of a submitted notebook.

    Raises
    ------
    UnreadableSubmission
        When the bytes are no notebook of format 4.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise UnreadableSubmission("The submitted file is not a notebook: it is not valid JSON.") from None
    if _nested_deeper(content, limits.json_depth):
        raise UnreadableSubmission(
            f"The submitted file is not a notebook: its JSON has more than {limits.json_depth} levels."
        )
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise UnreadableSubmission(
            "The submitted file is not a notebook of format 4: open it in JupyterLab and save it."
        )
    if len(cells) > limits.cells:
        raise UnreadableSubmission(
            f"The submitted notebook has {len(cells)} cells; at most {limits.cells} are read."
        )
    return [_submitted(cell) for cell in cells if isinstance(cell, dict)]


def _nested_deeper(content: object, depth: int) -> bool:
    """Whether lists and dicts are nested deeper than that."""
    level = [content]  # the outermost counts as one
    for _ in range(depth):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
            if isinstance(child, dict | list)
        ]
    return bool(level)


def _submitted(cell: dict[Any, Any]) -> SubmittedCell:
    kind = cell.get("cell_type")
    text = cell.get("source", "")
    if isinstance(text, list):
        text = "".join(piece for piece in text if isinstance(piece, str))
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    tags = metadata.get("tags")
    return SubmittedCell(
        kind if kind in ("code", "markdown", "raw") else "raw",
        _clean(text) if isinstance(text, str) else "",
        _string(cell.get("id")),
        _string(nbgrader.get("grade_id")),
        nbgrader.get("points"),
        frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _clean(text: str) -> str:
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode()


def load_source(path: Path) -> Notebook:
    """A source notebook, which is trusted. Cells of formats before 4.5 are given the ids that they lack.

    Raises
    ------
    UnreadableSource
        Naming the file.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["nbformat_minor"] = max(notebook.get("nbformat_minor", 0), 5)
        for number, cell in enumerate(notebook["cells"], start=1):
            cell["source"] = "".join(cell["source"])
            cell.setdefault("id", f"source-{number}")
    except FileNotFoundError:
        raise UnreadableSource(f"{path} does not exist: is the assignment's name right?") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableSource(f"{path} is not a readable notebook ({error}): restore it with git") from None
    loaded: Notebook = notebook
    reason = _not_for_the_judge(loaded)
    if reason:
        raise UnreadableSource(f"{path} {reason}: grade it with stock nbgrader")
    return loaded


def _not_for_the_judge(source: Notebook) -> str:
    """Why a source notebook cannot be graded here; empty if it can."""
    metadata = source.get("metadata", {})
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    language = kernel.get("language") or info.get("name") or "python"
    if language != "python":
        return f"is written in {language}, and the judge runs Python"
    for cell in source["cells"]:
        if is_test(cell) and _AUTOTEST.search(cell["source"]):
            name = nbgrader_of(cell).get("grade_id")
            return f"has AUTOTEST in `{name}`, which stands for tests that nbgrader writes in a kernel"
    return ""


def nbgrader_of(cell: Cell) -> dict[str, Any]:
    """A cell's nbgrader metadata, empty where it has none."""
    metadata: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
    return metadata


def is_test(cell: Cell) -> bool:
    """Whether the cell is an autograded test cell."""
    meta = nbgrader_of(cell)
    return cell["cell_type"] == "code" and bool(meta.get("grade")) and not meta.get("solution")


def is_solution(cell: Cell) -> bool:
    """Whether the student was meant to write in the cell."""
    return bool(nbgrader_of(cell).get("solution"))


def is_given(cell: Cell) -> bool:
    """Whether the cell is locked and not graded: imports, data, given functions."""
    meta = nbgrader_of(cell)
    return bool(meta.get("locked")) and not any(meta.get(key) for key in ("grade", "solution", "task"))


def is_task(cell: Cell) -> bool:
    """Whether the cell asks for work in cells of the student's own, which a person grades."""
    return bool(nbgrader_of(cell).get("task"))


def is_answer_by_hand(cell: Cell) -> bool:
    """Whether a person grades it: a task, or an answer that carries points itself."""
    return is_task(cell) or (is_solution(cell) and bool(nbgrader_of(cell).get("grade")))


def points_by_hand(notebook: Notebook) -> list[float]:
    """The points of each answer that a person grades."""
    return [float(nbgrader_of(cell)["points"]) for cell in notebook["cells"] if is_answer_by_hand(cell)]


def is_students(cell: Cell) -> bool:
    """Whether a merged notebook's cell has the student's text, or what her text printed."""
    mine = is_solution(cell) or cell["id"].startswith(STUDENTS_OWN)
    return mine or (cell["cell_type"] == "code" and not nbgrader_of(cell).get("grade_id"))


def tags_of(cell: Cell) -> list[str]:
    """A cell's tags."""
    tags: list[str] = cell.get("metadata", {}).get("tags", [])
    return tags


@dataclass
class Merged:
    """The notebook to be graded, and what was noticed on the way."""

    notebook: Notebook
    notes: list[Note] = field(default_factory=list)


def merge(
    source: Notebook, submitted: Iterable[SubmittedCell] | None, earlier: Earlier = NOTHING_EARLIER
) -> Merged:
    """The source notebook with the student's answers and her own cells; None: there is no readable one.

    What an earlier release had is not hers, and that it differs from source/ is nothing to remark on.
    """
    cells = list(submitted or ())
    matched = _match(source["cells"], cells, earlier)
    merged = Merged(_copied({**source, "cells": []}))
    extras = _extras_after(source["cells"], cells, matched, earlier)
    _append_extras(merged, extras.get(-1, []))
    for index, original in enumerate(source["cells"]):
        answer = matched.get(index)
        cell = _take_over(original, answer, submitted is not None, merged.notes, earlier)
        if cell is not None:
            merged.notebook["cells"].append(cell)
        hers = answer is not None and _holds_words_of_hers(original, answer, earlier)
        _append_extras(merged, [answer] if answer and hers else [])
        _append_extras(merged, extras.get(index, []))
    merged.notes += _repairs(source["cells"], cells, earlier)
    return merged


def _copied(value: Any) -> Any:
    """A copy of what JSON can hold, for a fraction of the time that copy.deepcopy takes."""
    if isinstance(value, dict):
        return {key: _copied(child) for key, child in value.items()}
    return [_copied(child) for child in value] if isinstance(value, list) else value


def _match(source: list[Cell], submitted: list[SubmittedCell], earlier: Earlier) -> dict[int, SubmittedCell]:
    """Which submitted cell stands for which source cell: by grade_id, else by cell id, else by its text."""
    keys: dict[tuple[str, str], int] = {}
    for index, original in enumerate(source):
        grade_id = nbgrader_of(original).get("grade_id")
        if grade_id:
            keys["grade_id", grade_id] = index
        else:
            if original.get("id"):  # formats before 4.5 have none
                keys["id", original["id"]] = index
            for text in (original["source"], *earlier.texts.get(original.get("id", ""), ())):
                keys.setdefault(("text", text), index)
    matched: dict[int, SubmittedCell] = {}
    for cell in submitted:
        candidates = (
            [("grade_id", cell.grade_id)] if cell.grade_id else [("id", cell.cell_id), ("text", cell.text)]
        )
        for key in candidates:
            if key in keys and keys[key] not in matched:
                matched[keys[key]] = cell
                break
    return matched


def _extras_after(
    source: list[Cell], submitted: list[SubmittedCell], matched: dict[int, SubmittedCell], earlier: Earlier
) -> dict[int, list[SubmittedCell]]:
    """The student's own cells, by the source cell that they follow (−1: none). Copied tests are left out."""
    place = {id(cell): index for index, cell in matched.items()}
    locked = {nbgrader_of(cell).get("grade_id") for cell in source if locked_name(cell)}
    extras: dict[int, list[SubmittedCell]] = {}
    anchor = -1
    for cell in submitted:
        if id(cell) in place:
            anchor = place[id(cell)]
        elif cell.grade_id not in locked and not earlier.left_behind(
            cell.grade_id or cell.cell_id, cell.text
        ):
            extras.setdefault(anchor, []).append(cell)
    return extras


def _append_extras(merged: Merged, extras: list[SubmittedCell]) -> None:
    for cell in extras:
        number = sum(c["id"].startswith(STUDENTS_OWN) for c in merged.notebook["cells"]) + 1
        merged.notebook["cells"].append(new_cell(cell.kind, f"{STUDENTS_OWN}{number}", cell.text))


def new_cell(kind: str, cell_id: str, text: str, metadata: dict[str, Any] | None = None) -> Cell:
    """A cell in Jupyter's format."""
    cell: Cell = {"cell_type": kind, "id": cell_id, "metadata": metadata or {}, "source": text}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell


def _holds_words_of_hers(original: Cell, answer: SubmittedCell, earlier: Earlier) -> bool:
    """Whether she has written in a cell of text that is not hers by its metadata, for a person to read.

    Such as the place below a task that says "Your answer", or the task itself.
    """
    is_text = original["cell_type"] != "code" and not nbgrader_of(original).get("grade_id")
    if not (is_text or is_task(original)) or earlier.had(_name(original), answer.text):
        return False
    return answer.text.strip() != released_text(original["source"]).strip()


def _name(cell: Cell) -> str:
    """What a source cell is called in `Earlier`."""
    return str(nbgrader_of(cell).get("grade_id") or cell.get("id", ""))


def _take_over(
    original: Cell, answer: SubmittedCell | None, readable: bool, notes: list[Note], earlier: Earlier
) -> Cell | None:
    """The source cell, with the student's text where she was meant to write."""
    deleted = answer is None and readable and _name(original) not in earlier.added
    kind, grade_id = original["cell_type"], str(nbgrader_of(original).get("grade_id", ""))
    cell = new_cell(kind, original.get("id", ""), original["source"], _copied(original.get("metadata", {})))
    if is_solution(original):
        cell["source"] = answer.text if answer else DELETED if deleted else NO_ANSWER
        if deleted:
            notes.append(
                Note(
                    NoteKind.REPAIRED,
                    "This answer's cell had been deleted; an empty one was put back.",
                    grade_id,
                )
            )
    elif not grade_id and kind == "code":
        if deleted:
            return None
        if answer and not earlier.had(_name(original), answer.text):
            cell["source"] = answer.text
    elif not grade_id and answer and _holds_words_of_hers(original, answer, earlier):
        return None
    return cell


def locked_name(cell: Cell) -> str:
    """What a cell that students leave as it is is called; empty for all others."""
    if is_test(cell):
        return "test cell"
    return "task" if is_task(cell) else "given cell" if is_given(cell) else ""


def _repairs(source: list[Cell], submitted: list[SubmittedCell], earlier: Earlier) -> list[Note]:
    """What was not as released among the test cells and given cells."""
    notes: list[Note] = []
    if not submitted:
        return notes
    by_grade_id: dict[str, list[SubmittedCell]] = {}
    for each in submitted:
        by_grade_id.setdefault(each.grade_id, []).append(each)
    for cell in source:
        meta = nbgrader_of(cell)
        copies = by_grade_id.get(meta["grade_id"], []) if meta.get("grade_id") else []
        name = locked_name(cell)
        if not name:
            if len(copies) > 1:
                notes.append(
                    Note(
                        NoteKind.REPAIRED,
                        "This answer's cell had been copied; the copies were run as well.",
                        meta["grade_id"],
                    )
                )
            continue
        place = meta["grade_id"]
        if not copies and place not in earlier.added:
            notes.append(
                Note(
                    NoteKind.REPAIRED, f"This {name} had been deleted; the released one was put back.", place
                )
            )
        elif len(copies) > 1:
            notes.append(
                Note(
                    NoteKind.REPAIRED, f"This {name} had been copied; the released one was used once.", place
                )
            )
        notes += _metadata_notes(cell, copies, name, earlier)
    return notes


def _metadata_notes(cell: Cell, copies: list[SubmittedCell], name: str, earlier: Earlier) -> list[Note]:
    place = nbgrader_of(cell)["grade_id"]
    released = released_text(cell["source"])
    notes = []
    if any(each.text.strip() != released.strip() and not earlier.had(place, each.text) for each in copies):
        notes.append(
            Note(
                NoteKind.REPAIRED,
                f"This {name} had been edited; the released one was used"
                f"{', with your text below it' if is_task(cell) else ''}.",
                place,
            )
        )
    if any("skip-execution" in each.tags for each in copies):
        notes.append(
            Note(
                NoteKind.TAMPERING,
                f"This {name} carries the tag skip-execution, with which nbgrader gives full marks.",
                place,
            )
        )
    known = (None, nbgrader_of(cell).get("points"), *earlier.points.get(place, ()))
    if is_test(cell) and any(each.points not in known for each in copies):
        notes.append(
            Note(
                NoteKind.TAMPERING,
                f"This {name} says that it is worth other points than were released.",
                place,
            )
        )
    return notes


@lru_cache(maxsize=1024)  # the same cells are compared with every submission
def released_text(source: str) -> str:
    """A cell's text without hidden tests or rubric: what the student was given."""
    lines, hidden = [], False
    for line in source.split("\n"):
        if BEGIN_HIDDEN in line or BEGIN_RUBRIC in line:
            hidden = True
        elif END_HIDDEN in line or END_RUBRIC in line:
            hidden = False
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)
