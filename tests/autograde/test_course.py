"""A course on disk: configuration, secret, journal; what is wrong is one line that names the file."""

import json
import stat
from pathlib import Path

import pytest
from traitlets.config import Config

from autograde.course import Course, CourseError
from autograde.journal import Entry, Journal
from autograde.limits import Limits
from autograde.submission import load_source
from autograde.suspicion import notes_on
from autograde.verdict import NoteKind, SubmissionVerdict

ROOT = Path(__file__).resolve().parents[2]


def _config(course: Course, lines: str) -> Course:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(lines)
    return Course.open(course.root)


def test_a_folder_without_configuration_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"nbgrader_config\.py does not exist: .*--course"):
        Course.open(tmp_path)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("c.SandboxLimits.patience = 3\n", "no limit `patience`"),
        ("c.SandboxLimits.test_seconds = 'long'\n", "must be a positive number"),
        ("c.SandboxLimits.memory = -1\n", "must be a positive number"),
        ("c.SandboxLimits.memory = 0\n", "must be a positive number"),
        ("c.SandboxLimits.processes = 0.5\n", "must be a positive number"),
        ("c.SandboxLimits.cells = True\n", "must be a positive number"),
        ("c.SandboxLimits.test_seconds = float('nan')\n", "must be a positive number"),
        ("c.SandboxLimits.memory = float('inf')\n", "must be a positive number"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("def (:\n", "SyntaxError"),
        ("raise ValueError('two\\nlines')\n", "ValueError: two lines"),
        ("c.CourseDirectory = 3\n", "Config"),
        ("c.CourseDirectory.source_directory = 'elsewhere'\n", "elsewhere does not exist"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_said(course: Course, lines: str, named: str) -> None:
    with pytest.raises(CourseError, match=named) as caught:
        _config(course, lines)
    assert str(course.root) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_limits_and_folders_come_from_the_configuration(course: Course) -> None:
    changed = _config(
        course, "c.SandboxLimits.test_seconds = 3\nc.CourseDirectory.submitted_directory = 'in'\n"
    )
    assert changed.limits == Limits(test_seconds=3)
    assert changed.submitted == course.root / "in"
    assert Course.open(course.root, "sqlite://").db_url == "sqlite://"


def test_the_configuration_need_not_lie_in_the_course(course: Course) -> None:
    (course.root / "nbgrader_config.py").unlink()
    elsewhere = Config({"SandboxLimits": {"cells": 9}, "CourseDirectory": {"feedback_directory": "out"}})
    configured = Course.configured(course.root, elsewhere)
    assert (configured.limits.cells, configured.feedback) == (9, course.root / "out")


@pytest.mark.parametrize("name", ["initialisation", "../source/initialization", "*", "", ".", "a/b"])
def test_an_unknown_assignment_is_named_with_those_that_exist(course: Course, name: str) -> None:
    with pytest.raises(CourseError, match=r"there are .*initialization"):
        course.source_notebooks(name)


def test_the_database_is_nbgraders_own(course: Course) -> None:
    assert course.db_url == f"sqlite:///{course.root / 'gradebook.db'}"
    assert (
        _config(course, "c.CourseDirectory.db_url = 'postgresql://host/db'\n").db_url
        == "postgresql://host/db"
    )


def test_limits_can_be_changed_for_a_run(course: Course) -> None:
    changed = course.with_limits(test_seconds=2.5)
    assert (changed.limits.test_seconds, course.limits) == (2.5, Limits())


def test_who_submitted_is_read_from_the_folders(course: Course) -> None:
    with pytest.raises(CourseError, match="submitted does not exist: collect"):
        course.students("initialization")
    for student in ("grace", "ada"):
        (course.submitted / student / "initialization").mkdir(parents=True)
    (course.submitted / "emmy" / "other").mkdir(parents=True)
    (course.submitted / "a file").touch()
    (course.submitted / "linus").mkdir()
    (course.submitted / "linus" / "initialization").symlink_to("nowhere")
    assert course.students("initialization") == ["ada", "grace", "linus"]


def test_the_secret_is_made_once_and_for_the_owner_alone(course: Course) -> None:
    secret = course.secret()
    assert course.secret() == secret
    path = course.state / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in course.state.iterdir()) == ["secret"]
    path.write_bytes(b"cut")
    with pytest.raises(CourseError, match="secret is damaged"):
        course.secret()


def _verdict(student: str, key: str) -> SubmissionVerdict:
    return SubmissionVerdict("a", "n", student, (), key=key)


def test_the_journals_last_line_about_a_notebook_wins(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    assert journal.keys() == {}
    journal.append([_verdict("ada", "1"), _verdict("grace", "2")])
    journal.append([_verdict("ada", "3")])
    journal.append([])
    assert journal.keys() == {Entry("ada", "a", "n"): "3", Entry("grace", "a", "n"): "2"}


@pytest.mark.parametrize("cut", range(1, 40, 7))
def test_a_line_that_a_crash_cut_off_loses_only_itself(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.append([_verdict("ada", "1"), _verdict("grace", "2")])
    path.write_bytes(path.read_bytes()[:-cut])
    journal.append([_verdict("emmy", "3")])
    assert journal.keys()[Entry("ada", "a", "n")] == "1"
    assert journal.keys()[Entry("emmy", "a", "n")] == "3"
    lines = path.read_text().splitlines()
    assert sum(_is_json(line) for line in lines) >= 2


def _is_json(line: str) -> bool:
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def _code(source: str) -> dict[str, object]:
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": source}


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("x = 1\nimport gc", 2, "garbage collector"),
        ("from helpers.reference import initialization", 1, "reference"),
        ("import os\nos._exit(0)", 2, "ends its process"),
        ("get_ipython().ast_transformers.append(None)", 1, "rewrites"),
        ("class E:\n    def __eq__(self, o): return True", 2, "equal"),
        ("open('/proc/self/maps')", 1, "path"),
        ("'''BEGIN HIDDEN TESTS'''", 1, "hidden tests"),
    ],
)
def test_what_looks_like_tampering_is_found_with_its_line(source: str, line: int, said: str) -> None:
    notes = notes_on([_code(source)])
    assert any(note.place == f"own, line {line}" and said in note.text for note in notes), notes
    assert {note.kind for note in notes} == {NoteKind.TAMPERING}


@pytest.mark.parametrize("source", ["def f(:", "x = '\\x00'", "%time f()", "!ls", ""])
def test_code_that_cannot_be_parsed_is_no_evidence(source: str) -> None:
    assert notes_on([_code(source)]) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("source/*/*.ipynb")), ids=lambda path: path.stem)
def test_the_courses_own_solutions_look_innocent(path: Path) -> None:
    assert notes_on(load_source(path)["cells"]) == []
