"""Whatever a download holds: the outcome is a table or a line; nothing is written but where it belongs."""

import io
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograde.archives import Refused
from autograde.collect import collect
from autograde.course import Course, CourseError, student_id_problem
from autograde.display import harmless
from autograde.handin import Collection
from autograde.lms import Named, canvas, moodle
from autograde.submission import TIMESTAMP
from autograde.terminal import collection_view
from tests.class_ import crowd

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'

PIECES = (
    *(
        "toy",
        ".ipynb",
        ".zip",
        "/",
        "\\",
        "..",
        "../",
        "/etc/",
        "C:",
        "_",
        "-1",
        " (1)",
        "LATE",
        "anon",
        ".tar.gz",
    ),
    *(
        "_101_assignsubmission_file_",
        "_102_assignsubmission_file_",
        "_onlinetext_",
        "_101_9001_",
        "_102_9002_",
    ),
    *(
        "\n",
        "\r",
        "\0",
        "\x1b[31m",
        "\u202e",
        "\u200d",
        "😀",
        "𠮷",
        "e\u0301",
        "=cmd()",
        "-",
        "~",
        "*",
        "[",
        "$(x)",
    ),
    *("__MACOSX/", "._", ".ipynb_checkpoints/", "Ada", "ada", "\uff11\uff10\uff11", "x" * 300),
)
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
pieces = st.lists(st.sampled_from(PIECES) | text, max_size=8).map("".join)
numbers = st.integers(1, 10**6).map(str)
handed_in = st.lists(st.sampled_from(("toy", "_1_", "_2_3_x", "01_", "/")) | pieces, max_size=4).map("".join)
lms_names = st.one_of(
    st.builds("{}_{}_assignsubmission_file_/{}.ipynb".format, pieces, numbers, handed_in),
    st.builds("{}_{}_assignsubmission_file_{}.ipynb".format, pieces, numbers, handed_in),
    st.builds("{}_{}_{}_{}.ipynb".format, pieces, numbers, numbers, handed_in),
)
names = st.one_of(lms_names, pieces)


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)  # a name twice
        for name, content in members:
            info = zipfile.ZipInfo()
            info.filename = name or "_"  # as it is: the constructor would cut it off at a NUL
            archive.writestr(info, content)
    return data.getvalue()


members = st.lists(st.tuples(names, st.sampled_from((NOTEBOOK, b"", b"PK\x03\x04"))), max_size=5)
archives = st.recursive(
    members.map(zipped),
    lambda inner: st.lists(st.tuples(names.map(lambda name: f"{name}.zip"), inner), max_size=3).map(zipped),
    max_leaves=3,
)


@contextmanager
def silent(description: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course.open(crowd.make(tmp_path_factory.mktemp("fuzz") / "course", size=0))


def _collect(course: Course, data: bytes) -> Collection | None:
    """What becomes of a download; everything that it may do is checked on the way."""
    shutil.rmtree(course.submitted, ignore_errors=True)
    download = course.root.parent / "download.zip"
    download.write_bytes(data)
    collection, said = None, ""
    try:
        collection = collect(course, download, "toy", silent)
    except CourseError as error:
        said = str(error)
    assert said == harmless(said)
    assert len(said.splitlines()) <= 1
    collected = {each.student for each in collection.collected} if collection else set()
    assert all(student_id_problem(student) == "" for student in collected)
    written = _files(course.submitted)
    assert {path for path in written if not path.endswith("/timestamp.txt")} == {
        f"{student}/toy/toy.ipynb" for student in collected
    }
    assert written <= {f"{student}/toy/{name}" for student in collected for name in ("toy.ipynb", TIMESTAMP)}
    assert {path.name for path in course.root.parent.iterdir()} == {"course", "download.zip"}
    if collection:
        collection_view(collection, dry_run=True)
    return collection


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@given(archives)
def test_any_names_at_any_depth(toys: Course, data: bytes) -> None:
    _collect(toys, data)


GOOD = zipped(
    [("lovelaceada_101_9001_toy.ipynb", NOTEBOOK), ("G_102_assignsubmission_file_/toy.ipynb", NOTEBOOK)]
)


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6), st.integers(0, 40)
)
def test_a_damaged_archive(toys: Course, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD[: len(GOOD) - cut])
    for place, value in changes:
        if place < len(data):
            data[place] = value
    collection = _collect(toys, bytes(data))
    for path in toys.submitted.rglob("toy.ipynb"):
        assert path.read_bytes() == NOTEBOOK, "a checksum does not hold"
    if collection and not changes and not cut:
        assert len(collection.collected) == 2


def _hers_or_nobodys(read: Callable[[str], Named | None], path: str, number: str) -> None:
    try:
        named = read(path)
    except Refused:
        return
    assert named is not None
    assert named.number == number


no_slash = pieces.map(lambda name: name.replace("/", ""))


@given(no_slash, numbers, handed_in)
@example("Eve_101_assignsubmission_file_", "102", "toy")
@example("Eve", "102", "_101_assignsubmission_file_/toy")
def test_nobody_gets_anothers_number_from_moodle(name: str, number: str, file: str) -> None:
    _hers_or_nobodys(moodle, f"{name}_{number}_assignsubmission_file_/{file}.ipynb", number)
    _hers_or_nobodys(moodle, f"{name}_{number}_assignsubmission_file_{file}.ipynb", number)


@given(st.from_regex(r"\A\w{1,20}\Z"), st.booleans(), numbers, numbers, handed_in)
@example("eve_101", False, "102", "9001", "toy")
@example("eve_101", True, "102", "9001", "103_toy")
def test_nobody_gets_anothers_number_from_canvas(
    name: str, late: bool, number: str, attempt: str, file: str
) -> None:
    # What Canvas does to names of students and files (lib/content_zipper.rb, ContentZipper#get_filename).
    name = name.lower().replace("/", "")
    file = file.replace("/", "_").replace("\n", "").replace("\r", "").replace("\0", "_")
    late_mark = "LATE_" if late else ""
    _hers_or_nobodys(canvas, f"{name}_{late_mark}{number}_{attempt}_{file}.ipynb", number)
