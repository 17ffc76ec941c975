"""The journal of what has been graded: only ever appended to, and read whatever became of it."""

import json
from pathlib import Path

import pytest

from autograde.journal import Entry, Journal
from autograde.verdict import SubmissionVerdict


def verdict(student: str, key: str) -> SubmissionVerdict:
    return SubmissionVerdict("a", "n", student, (), sandbox="bubblewrap", key=key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".autograde" / "journal.jsonl"


def test_the_first_line_makes_the_folder(path: Path) -> None:
    Journal(path).append([verdict("ada", "1")])
    assert Journal(path).keys() == {Entry("ada", "a", "n"): "1"}


def test_nothing_graded_leaves_no_file(path: Path) -> None:
    Journal(path).append([])
    assert not path.parent.exists()


def test_a_line_says_who_what_when_how_many_points_and_in_which_sandbox(path: Path) -> None:
    Journal(path).append([verdict("ada", "1")])
    record = json.loads(path.read_text())
    assert record.pop("time").endswith("+00:00")
    assert record == {
        "student": "ada", "assignment": "a", "notebook": "n", "key": "1",
        "points": 0, "max_points": 0, "sandbox": "bubblewrap",
    }  # fmt: skip


@pytest.mark.parametrize("student", ["雪子", "a\u2028b", "a\nb", 'a"b', "a\x85b", "\ud800"])
def test_any_name_is_one_line(path: Path, student: str) -> None:
    journal = Journal(path)
    journal.append([verdict(student, "1"), verdict("grace", "2")])
    assert path.read_bytes().count(b"\n") == 2
    assert journal.keys()[Entry(student, "a", "n")] == "1"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"garbage",
        b"\xff\xfe\x00",
        b"[]",
        b"3",
        b"null",
        b"{}",
        b'{"student": "ada", "assignment": "a", "notebook": "n"}',
        b'{"student": ["ada"], "assignment": "a", "notebook": "n", "key": "0"}',
        b'{"student": "ada", "assignment": "a", "notebook": "n", "key": "0"',
    ],
)
def test_a_damaged_line_is_passed_over(path: Path, line: bytes) -> None:
    journal = Journal(path)
    journal.append([verdict("ada", "1")])
    path.write_bytes(path.read_bytes() + line + b"\n")
    journal.append([verdict("grace", "2")])
    assert journal.keys() == {Entry("ada", "a", "n"): "1", Entry("grace", "a", "n"): "2"}


def test_what_was_written_is_never_rewritten(path: Path) -> None:
    journal = Journal(path)
    written = b""
    for number in range(3):
        journal.append([verdict("ada", str(number))])
        assert path.read_bytes().startswith(written)
        written = path.read_bytes()
    path.write_bytes(written[:-5])
    journal.append([verdict("ada", "4")])
    assert path.read_bytes().startswith(written[:-5] + b"\n")
