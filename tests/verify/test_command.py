"""`autograde verify`, as a person types it, and the processes behind it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograde.course import Course, CourseError
from autograde.verify import pool
from autograde.verify.pool import Job, judge_all

ROOT = Path(__file__).resolve().parents[2]


def autograde(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograde", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.mark.slow
def test_the_same_seed_gives_the_same_record(tmp_path: Path) -> None:
    """A small sample of what `make verify` does."""
    written = []
    for jobs in ("1", "2"):
        place = tmp_path / jobs
        functions = ("--function", "fold_batch_norm", "--function", "shifted_bias_output")
        done = autograde(
            "verify", "batch_norm", *functions, "--most", "8", "--jobs", jobs, "--output", str(place)
        )
        assert done.returncode in (0, 1), done.stderr
        assert "unseen" in done.stdout  # the table, in which long names are folded
        written.append((place / "record.json").read_text("utf-8"))
        assert (place / "index.html").is_file()
    assert written[0] == written[1]
    read = json.loads(written[0])
    assert read["summary"]["mutants"] == 16
    assert read["summary"]["accepted"] == read["summary"]["right"] > 10
    assert read["summary"]["mistakes_rejected"] == read["summary"]["mistakes"] > 20
    assert done.returncode == (1 if read["summary"]["without_reason"] else 0)
    assert read["sentence"] in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing",), "no assignment `nothing`"),
        (
            ("softmax", "--function", "softmin"),
            "no exercise `softmin` in softmax: there are softmax, hardmax",
        ),
        (("softmax", "--most", "0"), "--most"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = autograde("verify", *arguments, "--output", str(tmp_path / "made"))
    assert done.returncode
    assert says in " ".join(done.stderr.split())
    assert not (tmp_path / "made").exists()


def test_an_assignment_without_references_is_one_line(course: Course) -> None:
    (course.source / "initialization").rename(course.source / "other")
    (course.source / "other" / "initialization.ipynb").rename(course.source / "other" / "other.ipynb")
    done = autograde("verify", "other", folder=course.root)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "helpers/reference/other.py is missing" in done.stderr


class Dying:
    """A worker whose process ends in the midst of its second variant, each time that it is asked again."""

    asked: list[int]

    def __init__(self) -> None:
        Dying.asked = []

    def ask(self, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
        first = job["first"]
        Dying.asked.append(first)
        yield {"tasks": 4}
        for index in range(first, 4):
            name = f"solution, line {index}, axis: a: 1 → b: 2"
            yield {"begins": index, "kind": "mutant", "name": name}
            if index == 1:
                return
            yield {"ends": index, "kind": "mutant", "result": {"line": index}}
        yield {"done": {"a test": 1}}

    def end(self) -> None:
        pass


def test_a_variant_that_ends_its_process_is_killed_by_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_Worker", Dying)
    progress = list[tuple[int, int]]()
    (found,) = judge_all(
        [Job(Path("toy.ipynb"), "mean", 4, 0)], 1, lambda _, more, done: progress.append((more, done))
    )
    assert Dying.asked == [0, 2]
    assert [each["line"] for each in found.mutants] == [0, 1, 2, 3]
    ended = found.mutants[1]
    assert (ended["base"], ended["kind"], ended["change"]) == ("solution", "axis", "a: 1 → b: 2")
    assert (ended["verdict"], ended["by"]) == ("killed", "limit")
    assert [sum(each) for each in zip(*progress, strict=True)] == [4, 4]


class Mistaken(Dying):
    """A worker in which this package raises an error."""

    def ask(self, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield {"tasks": 1}
        yield {"begins": 0, "kind": "mutant", "name": "solution, line 1, axis: a → b"}
        yield {"problem": "KeyError: 'part'"}


def test_an_error_of_the_tool_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_Worker", Mistaken)
    with pytest.raises(CourseError, match="solution, line 1, axis: a → b cannot be judged: KeyError"):
        judge_all([Job(Path("toy.ipynb"), "mean", 1, 0)], 1, lambda *_: None)


def test_a_notebook_that_cannot_be_run_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"toy\.ipynb: the cells of `mean` cannot be run"):
        judge_all([Job(tmp_path / "toy.ipynb", "mean", 4, 0)], 1, lambda *_: None)
