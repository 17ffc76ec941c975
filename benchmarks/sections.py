"""The sections of the benchmark: each measures one thing, and gives plain numbers to be stored."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import classes
import contenders
import costs
import otter_course
import own_time
import phases
from measure import Failed

from autograde.autograded import read_verdict
from autograde.course import Course
from autograde.grading import SourceNotebook
from autograde.sandbox import Tier

Data = dict[str, Any]
Advance = Callable[[str], None]
"""Is told what is measured next."""


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    assignments: list[str]
    students: int
    stock_students: int
    rounds: int
    sizes: list[int]
    otter: bool


def class_(place: Path, options: Options, advance: Advance) -> Data:
    """One class, graded by all contenders in turn; their points are compared test cell by test cell."""
    submitted = place / "class"
    classes.hand_in(submitted, options.assignments, options.students)
    measured: dict[str, Data] = {}
    expected: contenders.Score = {}
    for number in range(options.rounds):
        for contender in contenders.CONTENDERS:
            students = options.students
            if contender.key == contenders.AS_SHIPPED:
                students = min(students, options.stock_students)
            advance(f"{contender.name}, round {number + 1}")
            folder = place / contender.key
            contenders.prepare(contender, folder, submitted, options.assignments, students)
            usage = contenders.grade(contender, folder, options.assignments)
            points = contenders.scores(folder)
            expected = expected or points
            row = measured.setdefault(
                contender.key,
                {
                    "name": contender.name.strip("`"),
                    "notebooks": students * len(options.assignments),
                    "students": students,
                    "cells": len(points),
                    "rounds": [],
                    "differences": contenders.differences(expected, points, students),
                },
            )
            row["rounds"].append(usage.to_json())
            shutil.rmtree(folder)
    return {"assignments": options.assignments, "students": options.students, "contenders": measured}


def otter(place: Path, options: Options, advance: Advance) -> Data:
    """One assignment, graded by `otter run` and by `autograde grade`."""
    assignment = costs.ASSIGNMENT
    if options.otter:
        advance("installing otter-grader")
        otter_course.install()
    if not otter_course.installed():
        return {"missing": "not measured: run with --otter, which installs otter-grader"}
    ours = contenders.CONTENDERS[0]
    classes.hand_in(place / "solved", [assignment], 1, solved=True)
    classes.hand_in(place / "class", [assignment], options.students)
    contenders.prepare(ours, place / "right", place / "solved", [assignment], 1)
    contenders.grade(ours, place / "right", [assignment])
    (right,) = (place / "right").glob("0/autograded/*/*/*.ipynb")
    advance("autograde grade")
    contenders.prepare(ours, place / "ours", place / "class", [assignment], options.students)
    usage = contenders.grade(ours, place / "ours", [assignment])
    advance("otter run")
    otter_course.prepare(place / "otter", place / "class", assignment, list(read_verdict(right).tests))
    theirs = otter_course.grade(place / "otter")
    points = contenders.scores(place / "ours")
    their_points = otter_course.scores(place / "otter", assignment)
    return {
        "assignment": assignment,
        "students": options.students,
        "autograde": usage.to_json(),
        "otter": theirs.to_json(),
        "cells": len(points),
        "differences": contenders.differences(points, their_points, options.students),
    }


def overhead(place: Path, options: Options, advance: Advance) -> Data:
    """A right notebook of each assignment: its cells alone, graded, and graded and recorded."""
    repeats = 9
    folder = classes.empty_course(place / "course", classes.our_config(), options.assignments)
    classes.hand_in(folder / "submitted", options.assignments, repeats, solved=True)
    course = Course.open(folder)
    advance("grading right notebooks")
    with phases.graded_here(course, options.assignments) as grade_all:
        spent, seconds = grade_all()
    advance("their cells alone")
    one = sorted(course.submitted.iterdir())[0]
    notebooks = [
        own_time.cells_of(SourceNotebook.read(path, course.secret()), one / name / path.name)
        for name in options.assignments
        for path in course.source_notebooks(name)[:1]
    ]
    own = own_time.own_seconds(notebooks)
    recording = sum(spent[name] for name in spent if name.startswith("recording")) / len(seconds)
    graded = [
        sorted(seconds[number * repeats : (number + 1) * repeats])[repeats // 2]
        for number in range(len(options.assignments))
    ]
    rows = [
        {"assignment": name, "own": alone, "graded": whole}
        for name, alone, whole in zip(options.assignments, own, graded, strict=True)
    ]
    return {"rows": rows, "recording": recording, "repeats": repeats}


TIERS: tuple[Tier, ...] = ("namespaces", "landlock")


def tiers(place: Path, options: Options, advance: Advance) -> Data:
    """A right notebook of each assignment in either sandbox, in turn; also where the time goes."""
    repeats, turns = 5, 3
    folder = classes.empty_course(place / "course", classes.our_config(), options.assignments)
    classes.hand_in(folder / "submitted", options.assignments, repeats, solved=True)
    course = Course.open(folder)
    taken: dict[str, list[list[float]]] = {tier: [] for tier in TIERS}
    sessions = dict.fromkeys(TIERS, 0.0)
    for turn in range(turns):
        for tier in TIERS:
            advance(f"{tier}, turn {turn + 1}")
            with phases.graded_here(course, options.assignments, tier) as grade_all:
                spent, seconds = grade_all()
            taken[tier].append(seconds)
            sessions[tier] += sum(spent[name] for name in SESSION) / len(seconds) / turns
    rows = [
        {"assignment": name}
        | {
            tier: median(
                each for turn in taken[tier] for each in turn[number * repeats : (number + 1) * repeats]
            )
            for tier in TIERS
        }
        for number, name in enumerate(options.assignments)
    ]
    return {"rows": rows, "sessions": sessions, "repeats": repeats * turns}


SESSION = ("start and end of the session", "branches")
"""The phases in which the sandboxes differ most."""


def where(place: Path, options: Options, advance: Advance) -> Data:
    """Where the time of the class goes, phase by phase."""
    folder = classes.empty_course(place / "course", classes.our_config(), options.assignments)
    classes.hand_in(folder / "submitted", options.assignments, options.students)
    advance("grading the class in this process")
    with phases.graded_here(Course.open(folder), options.assignments) as grade_all:
        spent, seconds = grade_all()
    return {"notebooks": len(seconds), "students": options.students, "seconds": spent}


def sizes(place: Path, options: Options, advance: Advance) -> Data:
    """Classes of several sizes, one assignment."""
    measured = []
    for students in sorted({2, *options.sizes}):
        advance(f"a class of {students}")
        measured.append(costs.of_size(place, students))
    return {"assignment": costs.ASSIGNMENT, "sizes": measured}


def workers(place: Path, options: Options, advance: Advance) -> Data:
    """One worker against two."""
    advance("1 and 2 workers")
    return costs.of_workers(place, _crowd(options)) | {"assignment": costs.ASSIGNMENT}


def memory(place: Path, options: Options, advance: Advance) -> Data:
    """Memory of each worker, at work."""
    advance("workers at work")
    return costs.of_memory(place, _crowd(options)) | {"assignment": costs.ASSIGNMENT}


def _crowd(options: Options) -> int:
    """A class large enough that starting counts for little."""
    return max(4, 4 * options.students)


SECTIONS: dict[str, Callable[[Path, Options, Advance], Data]] = {
    "class": class_,
    "otter": otter,
    "overhead": overhead,
    "tiers": tiers,
    "phases": where,
    "sizes": sizes,
    "workers": workers,
    "memory": memory,
}


def differences(section: Data) -> list[str]:
    """Where the contenders of a section did not agree."""
    rows = [section, *section.get("contenders", {}).values()]
    return [f"{row.get('name', 'otter run')}: {line}" for row in rows for line in row.get("differences", ())]


__all__ = ["SECTIONS", "Data", "Failed", "Options", "differences"]
