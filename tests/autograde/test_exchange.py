"""nbgrader's exchange among accounts that do not trust each other."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from nbgrader.api import MissingEntry
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograde.exchange import Collect, ReleaseFeedback, Submit

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand in as somebody else")
ANN, BEN = "games", "man"
"""Accounts that every Debian has."""
SECONDS = "2026-03-04 12:00:00.000000 UTC"

Entry = Callable[..., Path]


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """The course's folder in an exchange, as nbgrader makes it."""
    course = tmp_path / "exchange" / "course"
    for name in ("inbound", "outbound/sums", "feedback"):
        (course / name).mkdir(parents=True)
    (course / "outbound/sums/sums.ipynb").write_text("{}")
    (course / "inbound").chmod(0o3733)
    course.parent.chmod(0o1777)
    return course


@pytest.fixture
def entry(exchange: Path) -> Entry:
    """Makes a submission in the exchange's inbound folder."""

    def make(student: str, text: str, owner: str | None = None, time: str = SECONDS) -> Path:
        folder = exchange / "inbound" / f"{student}+sums+{time}+{os.urandom(4).hex()}"
        folder.mkdir()
        (folder / "sums.ipynb").write_text(text)
        (folder / "timestamp.txt").write_text(time)
        if owner:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, owner)
        return folder

    return make


class WithoutDates:
    """A gradebook that knows no due date. nbgrader's own takes seconds to open."""

    def __init__(self, *_: str) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def find_assignment(self, name: str) -> None:
        raise MissingEntry(name)


@pytest.fixture
def course(tmp_path: Path, exchange: Path, monkeypatch: pytest.MonkeyPatch) -> CourseDirectory:
    monkeypatch.setattr("nbgrader.exchange.default.collect.Gradebook", WithoutDates)
    config = Config()
    config.CourseDirectory.update(root=str(tmp_path / "course"), course_id="course")
    config.Exchange.update(
        root=str(exchange.parent), cache=str(tmp_path / "cache"), assignment_dir=str(tmp_path)
    )
    directory = CourseDirectory(config=config)
    directory.assignment_id = "sums"
    (tmp_path / "course").mkdir()
    return directory


def collect(directory: CourseDirectory, **options: bool) -> dict[str, str]:
    """Who is collected, and what of hers."""
    config = directory.config.copy()
    config.ExchangeCollect.update(check_owner=os.geteuid() == 0, **options)
    Collect(coursedir=directory, config=config).start()
    found = Path(directory.root, "submitted").glob("*/sums/sums.ipynb")
    return {path.parent.parent.name: path.read_text() for path in found}


@as_root
def test_each_student_is_collected_with_her_own_work(course: CourseDirectory, entry: Entry) -> None:
    entry(ANN, "Ann's", owner=ANN)
    entry(BEN, "Ben's", owner=BEN)
    assert collect(course) == {ANN: "Ann's", BEN: "Ben's"}


@as_root
@pytest.mark.parametrize("update", [False, True])
def test_what_somebody_hands_in_for_another_is_left(
    course: CourseDirectory, entry: Entry, caplog: pytest.LogCaptureFixture, update: bool
) -> None:
    entry(ANN, "Ann's", owner=ANN)
    assert not update or collect(course)
    entry(ANN, "made by Ben", owner=BEN, time="2026-03-04 13:00:00.000000 UTC")
    with caplog.at_level(logging.WARNING):
        assert collect(course, update=update) == {ANN: "Ann's"}
    assert f"it was put there by {BEN}" in caplog.text


@as_root
def test_a_link_to_a_file_of_the_instructor_is_not_followed(
    course: CourseDirectory, entry: Entry, tmp_path: Path
) -> None:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions/sums.ipynb").write_text("the solution")
    folder = entry(ANN, "Ann's", owner=ANN)
    (folder / "sums.ipynb").unlink()
    (folder / "sums.ipynb").symlink_to(tmp_path / "solutions/sums.ipynb")
    (folder / "more").symlink_to(tmp_path / "solutions")
    collect(course)
    assert "the solution" not in [path.read_text() for path in tmp_path.glob("course/**/*") if path.is_file()]


@as_root
def test_a_folder_that_became_a_link_while_it_was_copied_gives_nothing_of_the_instructors(
    course: CourseDirectory, entry: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions/key.txt").write_text("the solution")
    folder = entry(ANN, "Ann's", owner=ANN)
    (folder / "more").mkdir()
    (folder / "more/key.txt").write_text("Ann's")
    shutil.chown(folder / "more/key.txt", ANN)

    read = os.open

    def swapped(path: str | Path, *flags: int, **more: int) -> int:
        if str(path).endswith("more/key.txt") and not (folder / "more").is_symlink():
            shutil.rmtree(folder / "more")
            (folder / "more").symlink_to(tmp_path / "solutions")
        return read(path, *flags, **more)

    monkeypatch.setattr("os.open", swapped)
    collect(course)
    assert not list(tmp_path.glob("course/**/key.txt"))


@pytest.mark.parametrize(
    "name", ["eve+sums+yesterday+x", "eve+sums+", "+sums+2026-03-04 12:00:00 UTC+x", "e\x1b[1m+sums+"]
)
def test_a_name_that_says_nothing_does_not_stop_the_others(
    course: CourseDirectory, entry: Entry, exchange: Path, name: str
) -> None:
    entry(ANN, "Ann's", owner=ANN if os.geteuid() == 0 else None)
    (exchange / "inbound" / name).mkdir()
    assert collect(course) == {ANN: "Ann's"}


def test_a_file_in_the_place_of_a_folder_does_not_stop_the_others(
    course: CourseDirectory, entry: Entry, exchange: Path
) -> None:
    entry(ANN, "Ann's", owner=ANN if os.geteuid() == 0 else None)
    (exchange / "inbound" / f"{BEN}+sums+{SECONDS}+x").write_text("")
    assert collect(course) == {ANN: "Ann's"}


def test_a_submission_that_is_too_large_does_not_stop_the_others(
    course: CourseDirectory, entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    root = os.geteuid() == 0
    entry(ANN, "Ann's", owner=ANN if root else None)
    entry(BEN, "Ben's" * 500, owner=BEN if root else None)
    course.max_dir_size = 1
    with caplog.at_level(logging.WARNING):
        assert collect(course) == {ANN: "Ann's"}
    assert "it has more than" in caplog.text


@pytest.mark.parametrize("what", ["files", "folders", "a tree"])
def test_a_submission_of_too_many_empty_files_does_not_stop_the_others(
    course: CourseDirectory, entry: Entry, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    """They have no size, and each costs the instructor's file system as much as any other."""
    course.config.SandboxLimits.submission_files = 20
    folder = entry(ANN, "Ann's", owner=ANN if os.geteuid() == 0 else None)
    entry(BEN, "Ben's", owner=BEN if os.geteuid() == 0 else None)
    for number in range(21):
        if what == "files":
            (folder / f"{number}.txt").touch()
        else:
            (folder / ("more/" * number if what == "a tree" else "") / f"{number}").mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        assert collect(course) == {BEN: "Ben's"}
    assert "too many files" in caplog.text
    assert not list(Path(course.root).glob(f"submitted/{ANN}/sums/*"))


def test_a_submission_is_collected_again_whatever_its_rights_and_times_were(
    course: CourseDirectory, entry: Entry
) -> None:
    owner = ANN if os.geteuid() == 0 else None
    folder = entry(ANN, "first", owner=owner)
    (folder / "timestamp.txt").write_text("yesterday")
    (folder / "sub").mkdir(mode=0o500)
    assert collect(course) == {ANN: "first"}
    entry(ANN, "second", owner=owner, time="2026-03-05 12:00:00.000000 UTC")
    assert collect(course, update=True) == {ANN: "second"}


def test_a_time_before_the_last_change_is_pointed_out(
    course: CourseDirectory, entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    owner = ANN if os.geteuid() == 0 else None
    now = datetime.now(UTC)
    entry(ANN, "Ann's", owner=owner, time=f"{now:%Y-%m-%d %H:%M:%S.%f} UTC")
    with caplog.at_level(logging.WARNING):
        collect(course)
    assert "was changed at" not in caplog.text
    entry(ANN, "later", owner=owner, time=f"{now + timedelta(days=-1):%Y-%m-%d %H:%M:%S.%f} UTC")
    shutil.rmtree(Path(course.root, "submitted"))
    entry(
        BEN,
        "Ben's",
        owner=BEN if owner else None,
        time=f"{now - timedelta(hours=1):%Y-%m-%d %H:%M:%S.%f} UTC",
    )
    with caplog.at_level(logging.WARNING):
        collect(course)
    assert f"{BEN}+sums" in caplog.text
    assert "was changed at" in caplog.text


def test_what_is_handed_in_is_closed_to_others(
    course: CourseDirectory, exchange: Path, tmp_path: Path
) -> None:
    (tmp_path / "sums").mkdir()
    (tmp_path / "sums/sums.ipynb").write_text("{}")
    directory = CourseDirectory(config=course.config)
    directory.assignment_id, directory.student_id = "sums", ANN
    Submit(coursedir=directory, authenticator=Authenticator(), config=course.config).start()
    (folder,) = (exchange / "inbound").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o770
    assert (folder / "sums.ipynb").read_text() == "{}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nbgrader leaves a file open
def test_feedback_is_released_to_the_others_when_one_submission_came_by_another_way(
    course: CourseDirectory, exchange: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for student, files in {
        "ann": ("sums.html",),
        "ben": ("sums.html", "timestamp.txt", "submission_secret.txt"),
        "cat": ("sums.html", "timestamp.txt", "submission_secret.txt"),
    }.items():
        folder = Path(course.root, "feedback", student, "sums")
        folder.mkdir(parents=True)
        for name in files:
            (folder / name).write_bytes(f"{student}'s {name}".encode())
    Path(course.root, "feedback/ben/sums/submission_secret.txt").write_bytes(b"\xff\xfe")
    with caplog.at_level(logging.WARNING):
        ReleaseFeedback(coursedir=course, config=course.config).start()
    released = [path.read_text() for path in (exchange / "feedback").glob("*.html")]
    assert released == ["cat's sums.html"]
    assert "ann gets no feedback" in caplog.text
    assert "ben gets no feedback" in caplog.text


@pytest.mark.slow
def test_students_hand_in_without_the_references() -> None:
    """Their environment has this module, and not what grading needs."""
    program = "import sys; sys.modules['helpers.reference'] = None; import autograde.exchange"
    subprocess.run([sys.executable, "-c", program], check=True)
