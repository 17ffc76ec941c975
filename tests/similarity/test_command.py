"""`autograde similar`, as an instructor types it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.similarity.classroom import hands, make_course
from tests.similarity.disguises import rewritten


def autograde(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograde", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_it_prints_the_pairs_and_writes_their_pages(tmp_path: Path) -> None:
    make_course(tmp_path, {**hands(), "zoe": rewritten(hands()["maya"]), "ugo": b"PK"})
    done = autograde(tmp_path, "similar")
    assert done.returncode == 0, done.stderr
    assert "maya, zoe" in done.stdout
    assert "not a verdict" in done.stdout
    assert "20 notebooks compared. 1 missing or unreadable." in done.stdout
    assert "report/similar/softmax/index.html written." in done.stdout
    assert (tmp_path / "report" / "similar" / "softmax" / "softmax-1.html").exists()


@pytest.mark.slow
@pytest.mark.xdist_group("class")  # it grades with workers
@pytest.mark.thorough
def test_the_report_has_the_pairs_unless_it_is_told_not_to(tmp_path: Path) -> None:
    make_course(tmp_path, {"maya": hands()["maya"], "zoe": rewritten(hands()["maya"])})
    index, page = tmp_path / "report" / "index.html", "similar/softmax/softmax-1.html"
    for arguments in (("grade",), ("report", "--no-similar")):
        done = autograde(tmp_path, *arguments)
        assert done.returncode == 0, done.stderr
    assert page not in index.read_text("utf-8")
    assert autograde(tmp_path, "report").returncode == 0
    assert page in index.read_text("utf-8")
    assert (index.parent / page).exists()
    shutil.rmtree(tmp_path / "submitted")  # archived: the report goes on without it
    assert autograde(tmp_path, "report").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("similar", "nothing"), "no assignment `nothing`"),
        (("similar",), "does not exist: collect submissions"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    course = make_course(tmp_path, {})
    if len(arguments) == 1:
        course.submitted.rmdir()
    done = autograde(tmp_path, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "report").exists()
