"""From an LMS's download into submitted/: whose a notebook is, which one counts, what is left out and why."""

import io
import itertools
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.utils import parse_utc

from autograde.collect import collect
from autograde.course import Course, CourseError, student_id_problem
from autograde.handin import Collection
from autograde.lms import canvas, moodle, read_roster
from autograde.lock import lock
from tests.class_ import crowd
from tests.class_.conftest import autograde
from tests.levels import few

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
OTHER = b'{"cells": [], "metadata": {"other": true}, "nbformat": 4, "nbformat_minor": 5}'
MOODLE = "Ada Lovelace_101_assignsubmission_file_/toy.ipynb"
CANVAS = "lovelaceada_101_9001_toy.ipynb"

Member = tuple[str | zipfile.ZipInfo, bytes]


def zipped(*members: Member, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def dated(name: str, *date: int) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (*date, 0, 0, 0)[:6])


@contextmanager
def silent(description: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


@pytest.fixture
def toys(tmp_path: Path) -> Course:
    """A course with one small assignment, of which nobody has handed in anything."""
    return Course.open(crowd.make(tmp_path / "course", size=0))


@pytest.fixture
def take(toys: Course, tmp_path: Path) -> Callable[..., Collection]:
    """Collect a download of these members."""

    def take(
        *members: Member, course: Course = toys, data: bytes | None = None, **options: bool
    ) -> Collection:
        download = tmp_path / "download.zip"
        download.write_bytes(zipped(*members) if data is None else data)
        return collect(course, download, "toy", silent, **options)  # type: ignore[arg-type]

    return take


def whose(course: Course) -> dict[str, bytes]:
    """What lies in submitted/, by student; anything but one notebook and its time is an error."""
    found = {}
    for path in sorted(course.submitted.rglob("*")) if course.submitted.exists() else ():
        if path.is_dir():
            continue
        student, assignment, name = path.relative_to(course.submitted).parts
        assert assignment == "toy"
        assert name in ("toy.ipynb", "timestamp.txt")
        if name == "toy.ipynb":
            found[student] = path.read_bytes()
    return found


def reasons(collection: Collection) -> str:
    return "\n".join(f"{each.what}: {each.why}" for each in collection.left_out)


@pytest.mark.parametrize(
    ("name", "number", "late"),
    [
        (MOODLE, "101", False),
        ("Ada Lovelace_101_assignsubmission_file_toy.ipynb", "101", False),
        ("Ada_Ünï_雪_101_assignsubmission_file_/week 1/toy.ipynb", "101", False),
        ("Course-HW1-7/Ada Lovelace_101_assignsubmission_file_/toy.ipynb", "101", False),
        (CANVAS, "101", False),
        ("lovelaceada_LATE_101_9001_toy-1.ipynb", "101", True),
        ("anon_aB3xZ_9001_toy.ipynb", "aB3xZ", False),
        ("LATE_anon_aB3xZ_9001_toy-2.ipynb", "aB3xZ", True),
    ],
)
def test_the_names_of_moodle_and_canvas(
    toys: Course, take: Callable[..., Collection], name: str, number: str, late: bool
) -> None:
    collection = take((name, NOTEBOOK))
    assert whose(toys) == {number: NOTEBOOK}
    assert [each.late for each in collection.collected] == [late]
    assert collection.left_out == []


@pytest.mark.parametrize(
    "name",
    [
        "Eve_101_assignsubmission_file__102_assignsubmission_file_toy.ipynb",  # a student's own name
        "Eve_102_assignsubmission_file_Ada_101_assignsubmission_file_toy.ipynb",  # a file's name
        "Eve_101_assignsubmission_file__102_assignsubmission_file_/toy.ipynb",
        "eve_101_102_9001_toy.ipynb",  # her name ends with a number
        "eve_102_9001_work/ada_101_9000_toy.ipynb",  # a zip file of hers, unpacked by hand
    ],
)
def test_a_name_with_two_readings_is_nobodys(
    take: Callable[..., Collection], toys: Course, name: str
) -> None:
    collection = take((name, OTHER), (MOODLE, NOTEBOOK))
    assert "two students" in reasons(collection)
    assert whose(toys) == {"101": NOTEBOOK}


@pytest.mark.parametrize(
    "path",
    [
        "Eve_102_assignsubmission_file_/Ada_101_assignsubmission_file_/toy.ipynb",
        "Eve_102_assignsubmission_file_sub/Ada_101_assignsubmission_file_/toy.ipynb",
        "Eve_102_assignsubmission_file_/ada_101_9000_toy.ipynb",
    ],
)
def test_the_outermost_part_which_the_lms_wrote_decides(path: str) -> None:
    named = moodle(path)
    assert named
    assert named.number == "102"


def test_names_of_other_programs_are_nobodys() -> None:
    for name in ("toy.ipynb", "ada_101.ipynb", "101_9001_toy.ipynb", "a_b_c_toy.ipynb", "", "_", "__"):
        assert moodle(name) is None
        assert canvas(name) is None


def test_a_zip_file_of_the_students_own_is_opened(take: Callable[..., Collection], toys: Course) -> None:
    inner = zipped(("work/toy.ipynb", NOTEBOOK), ("work/photo.png", b"..."), ("__MACOSX/._toy.ipynb", b"x"))
    twice = zipped(("inner.zip", inner))
    take(
        ("lovelaceada_101_9001_work.zip", inner),
        ("Grace_102_assignsubmission_file_/all.zip", twice),
    )
    assert whose(toys) == {"101": NOTEBOOK, "102": NOTEBOOK}


def test_a_folder_is_collected_like_the_archive_that_it_was(
    toys: Course, take: Callable[..., Collection], tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    for name in (MOODLE, "hoppergrace_102_9002_toy.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(NOTEBOOK)
    (folder / "Emmy_103_assignsubmission_file_").mkdir()
    (folder / "Emmy_103_assignsubmission_file_" / "w.zip").write_bytes(zipped(("toy.ipynb", NOTEBOOK)))
    collection = collect(toys, folder, "toy", silent)
    assert whose(toys) == dict.fromkeys(("101", "102", "103"), NOTEBOOK)
    assert collection.left_out == []


def test_the_latest_submission_counts_and_that_is_said(take: Callable[..., Collection], toys: Course) -> None:
    collection = take(
        ("lovelaceada_101_9007_toy-1.ipynb", NOTEBOOK), ("lovelaceada_101_9001_toy.ipynb", OTHER)
    )
    assert whose(toys) == {"101": NOTEBOOK}
    assert "the latest of 2 counts: lovelaceada_101_9007_toy-1.ipynb" in collection.collected[0].notices


def test_a_renamed_notebook_is_taken_if_it_is_the_only_one(
    take: Callable[..., Collection], toys: Course
) -> None:
    collection = take(
        ("lovelaceada_101_9001_my homework.ipynb", NOTEBOOK),
        ("hoppergrace_102_9002_one.ipynb", NOTEBOOK),
        ("hoppergrace_102_9003_two.ipynb", NOTEBOOK),
        ("noetheremmy_103_9004_TOY (1).ipynb", NOTEBOOK),
        ("noetheremmy_103_9005_draft.ipynb", OTHER),
    )
    assert whose(toys) == {"101": NOTEBOOK, "103": NOTEBOOK}
    said = {each.student: each.notices for each in collection.collected}
    assert said == {
        "101": ["her only notebook, lovelaceada_101_9001_my homework.ipynb, is taken as toy.ipynb"],
        "103": [],
    }
    assert reasons(collection) == "102: none of her notebooks is named toy.ipynb: one.ipynb, two.ipynb"


def test_the_only_readable_notebook_is_not_taken_for_the_one_that_is_not(
    take: Callable[..., Collection], toys: Course
) -> None:
    link = zipfile.ZipInfo("Ada_101_assignsubmission_file_/toy.ipynb")
    link.external_attr = 0o120777 << 16
    collection = take(
        (link, b"/etc/passwd"),
        ("Ada_101_assignsubmission_file_/notes.ipynb", OTHER),
        ("grace_102_9001_work.zip", b"PK"),
        ("grace_102_9002_notes.ipynb", OTHER),
    )
    assert whose(toys) == {}
    assert "symbolic link" in reasons(collection)
    assert "not a zip file" in reasons(collection)


def test_no_notebook_at_all_is_left_out_by_name(take: Callable[..., Collection], toys: Course) -> None:
    collection = take(
        ("Ada_101_assignsubmission_file_/photo.png", b"png"), ("readme.txt", b""), ("x.ipynb", b"")
    )
    assert whose(toys) == {}
    assert "101: she handed in no notebook" in reasons(collection)
    assert "x.ipynb: the LMS's number of a student is not in its name" in reasons(collection)
    assert "readme.txt" not in reasons(collection)


def test_what_is_there_is_kept_unless_forced(take: Callable[..., Collection], toys: Course) -> None:
    take((CANVAS, NOTEBOOK))
    assert take((CANVAS, NOTEBOOK)).count("unchanged") == 1
    refused = take((CANVAS, OTHER))
    assert "--force replaces it" in reasons(refused)
    assert whose(toys) == {"101": NOTEBOOK}
    assert take((CANVAS, OTHER), force=True).count("replaced") == 1
    assert whose(toys) == {"101": OTHER}
    assert sorted(path.name for path in (toys.submitted / "101").iterdir()) == ["toy"]


def test_a_dry_run_writes_nothing(take: Callable[..., Collection], toys: Course) -> None:
    take((CANVAS, NOTEBOOK), dry_run=True)
    assert not toys.submitted.exists()
    assert not toys.state.exists()


def test_dates_of_an_archive_become_timestamps_if_they_are_those_of_submissions(
    take: Callable[..., Collection], toys: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"S_{number}_assignsubmission_file_/toy.ipynb" for number in (101, 102, 103)]
    packed = [dated(name, 2026, 3, 1, 10, minute) for minute, name in enumerate(names)]
    take(*((name, NOTEBOOK) for name in packed))
    assert list(toys.submitted.rglob("timestamp.txt")) == []
    handed_in = [dated(name, 2026, 3, day, 10) for day, name in zip((4, 1, 2), names, strict=True)]
    collection = take(*((name, OTHER) for name in handed_in), force=True)
    assert collection.count("replaced") == 3
    written = parse_utc((toys.submitted / "102" / "toy" / "timestamp.txt").read_text().strip())
    assert written == parse_utc(datetime(2026, 3, 1, 10).astimezone())


@pytest.mark.parametrize("date", [(1980, 0, 0), (2026, 13, 40), (2107, 15, 31)])
def test_an_impossible_date_is_none(
    toys: Course, take: Callable[..., Collection], date: tuple[int, ...]
) -> None:
    data = bytearray(zipped((CANVAS, NOTEBOOK)))
    raw = ((date[0] - 1980) << 9 | date[1] << 5 | date[2]).to_bytes(2, "little")
    place = data.rindex(b"PK\x01\x02")
    data[place + 14 : place + 16] = raw
    take(data=bytes(data))
    assert whose(toys) == {"101": NOTEBOOK}


def test_nbgraders_own_pattern_is_used_if_it_is_set(toys: Course, take: Callable[..., Collection]) -> None:
    with (toys.root / "nbgrader_config.py").open("a") as config:
        config.write(
            "c.FileNameCollectorPlugin.named_regexp = "
            r"r'.*/hw_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9T:Z-]+)_(?P<late>LATE)?(?P<file_id>\w+)'"
        )
    course = Course.open(toys.root)
    collection = take(
        ("hw_ada_attempt_2026-01-02T10:00:00Z_toy.ipynb", NOTEBOOK),
        ("hw_ada_attempt_2026-01-01T10:00:00Z_toy.ipynb", OTHER),
        ("hw_grace_attempt_2026-01-03T10:00:00Z_LATEtoy.ipynb", NOTEBOOK),
        ("hw_emmy_attempt_---_toy.ipynb", NOTEBOOK),
        (MOODLE, OTHER),
        course=course,
    )
    assert whose(toys) == {"ada": NOTEBOOK, "grace": NOTEBOOK}
    assert (toys.submitted / "ada/toy/timestamp.txt").read_text() == "2026-01-02 10:00:00.000000 UTC"
    assert [each.late for each in collection.collected] == [False, True]
    assert "the timestamp in its name is none: ---" in reasons(collection)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("(", "no regular expression"), (r"(?P<student_id>\w+)", "lacks the group .*file_id")],
)
def test_a_pattern_that_cannot_be_used_is_said(
    toys: Course, take: Callable[..., Collection], pattern: str, said: str
) -> None:
    with (toys.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.FileNameCollectorPlugin.named_regexp = {pattern!r}")
    with pytest.raises(CourseError, match=said):
        take((MOODLE, NOTEBOOK), course=Course.open(toys.root))


@pytest.mark.parametrize(
    "table",
    [
        "Identifier,Full name,Email address\nParticipant 101,A,ada@x.org\nTeilnehmer/in 102,G,grace@x.org\n",
        "Student,ID,SIS User ID,SIS Login ID\n  Points Possible,,,\nA,101,,ada@x.org\nG,102,,grace@x.org\n",
        "id,first_name,last_name,email,lms_user_id\nada@x.org,A,L,,101\ngrace@x.org,G,H,,102\n",
    ],
)
def test_a_roster_gives_students_the_same_id_in_every_assignment(
    toys: Course, tmp_path: Path, table: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(table, encoding="utf-8-sig")
    download = tmp_path / "download.zip"
    stranger = "x_109_9003_toy.ipynb"
    download.write_bytes(zipped((CANVAS, NOTEBOOK), ("hg_102_9002_toy.ipynb", NOTEBOOK), (stranger, OTHER)))
    collection = collect(toys, download, "toy", silent, roster=read_roster(path))
    assert whose(toys) == {"ada@x.org": NOTEBOOK, "grace@x.org": NOTEBOOK}
    assert reasons(collection) == f"{stranger}: the number 109 is not in the roster"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"name,mark\nada,3\n", "no column"),
        (b"ID,Full name\n101,Ada\n", "no complete column of ids"),
        (b"ID,Email\n101,a@x\n101,b@x\n", "to two students"),
        (b"\xff\xfe\x00", "no CSV table"),
        (b"", "no column"),
    ],
)
def test_a_roster_that_cannot_be_used_is_said(tmp_path: Path, table: bytes, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(table)
    with pytest.raises(CourseError, match=said):
        read_roster(path)


def test_ids_that_collide_are_left_out(toys: Course, tmp_path: Path) -> None:
    download = tmp_path / "download.zip"
    download.write_bytes(
        zipped(*((f"s_{number}_1_toy.ipynb", NOTEBOOK) for number in (101, 102, 103, 104, 105)))
    )
    roster = {"101": "ada", "102": "Ada", "103": "zoé", "104": "zoe\u0301", "105": "emmy"}
    collection = collect(toys, download, "toy", silent, roster=roster)
    assert whose(toys) == {"emmy": NOTEBOOK}
    assert len(collection.left_out) == 4


@pytest.mark.parametrize(
    "student", ["ada", "ada@x.org", "O'Hara, Ann-Marie", "雪子", "𠮷田", "_x", "a+b", "x" * 128]
)
def test_ids_that_are_folders(student: str) -> None:
    assert student_id_problem(student) == ""


HOSTILE_IDS = [
    *("", ".", "..", "../x", "/etc", "a/b", "a\\b", "C:x", "a\0b", "a\nb", "a\u202eb", "a\u200bb", "a\ud800"),
    *(
        " a",
        "a ",
        "a.",
        ".a",
        "-a",
        "=cmd()",
        "+1",
        "@x",
        "~a",
        "a*",
        "a[b]",
        "a?",
        "a|b",
        "$a",
        "a`b`",
        "a;b",
    ),
    *("x" * 129, "𠮷" * 64, "😀", "<b>", "'a"),
]


@pytest.mark.parametrize("student", HOSTILE_IDS, ids=ascii)
def test_ids_that_are_not(toys: Course, tmp_path: Path, student: str) -> None:
    assert student_id_problem(student)
    download = tmp_path / "download.zip"
    download.write_bytes(zipped((CANVAS, NOTEBOOK)))
    collection = collect(toys, download, "toy", silent, roster={"101": student})
    assert "cannot be a student's id" in reasons(collection)
    assert not toys.submitted.exists()


def _with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def _nul() -> bytes:
    return zipped((f"{CANVAS}A.ipynb", NOTEBOOK)).replace(b"ipynbA", b"ipynb\0")


def _encrypted() -> bytes:
    data = bytearray(zipped((CANVAS, NOTEBOOK)))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _understated() -> bytes:
    """A member that says it is shorter than it is."""
    data = bytearray(zipped((CANVAS, NOTEBOOK + b" " * 5000)))
    for place in (22, data.rindex(b"PK\x01\x02") + 24):
        data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def _quoted() -> bytes:
    """Two members of one kernel of bytes: what makes 46 MB of 42 kB."""
    first = zipped(("eve_102_9002_toy.ipynb", OTHER), (CANVAS, NOTEBOOK))
    data = bytearray(first)
    place = data.rindex(b"PK\x01\x02")
    data[place + 42 : place + 46] = (0).to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "parent folder": (zipped((f"../{CANVAS}", NOTEBOOK)), "leads out"),
    "absolute": (zipped((f"/{MOODLE}", NOTEBOOK)), "leads out"),
    "drive with backslash": (zipped((f"C:\\{CANVAS}", NOTEBOOK)), "leads out"),
    "drive": (zipped((f"C:{CANVAS}", NOTEBOOK)), "leads out"),
    "zip slip": (zipped((MOODLE.replace("toy", "../../../toy"), NOTEBOOK)), "leads out"),
    "zip slip with backslashes": (zipped((MOODLE.replace("/toy", "\\..\\toy"), NOTEBOOK)), "leads out"),
    "symbolic link": (zipped((_with_mode(CANVAS, 0o120777), b"/etc/passwd")), "symbolic link"),
    "FIFO": (zipped((_with_mode(CANVAS, 0o010644), b"")), "not a regular file"),
    "device": (zipped((_with_mode(CANVAS, 0o020666), b"")), "not a regular file"),
    "long name": (zipped((f"{'x' * 1100}_1_2_toy.ipynb", NOTEBOOK)), "more than 1024 characters"),
    "NUL": (_nul(), "NUL"),
    "encrypted": (_encrypted(), "encrypted"),
    "size understated": (_understated(), "damaged"),
    "bytes shared": (_quoted(), "shares bytes"),
    "bomb": (zipped((CANVAS, b" " * 3_000_000)), "archive_ratio"),
    "bzip2": (zipped((CANVAS, NOTEBOOK), compression=zipfile.ZIP_BZIP2), "unusual way"),
    "lzma": (zipped((CANVAS, NOTEBOOK), compression=zipfile.ZIP_LZMA), "unusual way"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_members_are_left_out_and_others_collected(
    toys: Course, take: Callable[..., Collection], tmp_path: Path, name: str
) -> None:
    data, why = HOSTILE[name]
    before = set(tmp_path.rglob("*"))
    try:
        said = reasons(take(data=data))
    except CourseError as error:  # there is nothing else in it
        said = str(error)
    assert why in said
    assert whose(toys) == {}
    new = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert new <= {"download.zip", ".autograde", "lock"}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_members_in_a_students_archive_cost_herself_alone(
    toys: Course, take: Callable[..., Collection], name: str
) -> None:
    data, why = HOSTILE[name]
    collection = take(("evil_201_9001_work.zip", data), ("hoppergrace_102_9_toy.ipynb", NOTEBOOK))
    assert why in reasons(collection)
    assert "201" in {each.what for each in collection.left_out}
    assert whose(toys) == {"102": NOTEBOOK}


def test_a_bomb_in_bombs_costs_its_owner_alone(toys: Course, take: Callable[..., Collection]) -> None:
    bomb = zipped(("toy.ipynb", b" " * 900_000))
    for _ in range(4):
        bomb = zipped(*((f"{number}.zip", bomb) for number in range(8)))
    collection = take(("eve_101_9001_b.zip", bomb), ("ada_102_9001_toy.ipynb", NOTEBOOK))
    assert whose(toys) == {"102": NOTEBOOK}
    assert "an archive in an archive in an archive" in reasons(collection)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"submission_size": 50_000}, "submission_size"),
        ({"submission_files": 3}, "submission_files"),
        ({"notebook_size": 50_000}, "notebook_size"),
        ({"archive_size": 60_000}, "archive_size"),
    ],
)
def test_limits_are_the_courses(
    toys: Course, take: Callable[..., Collection], limits: dict[str, int], said: str
) -> None:
    large = os.urandom(90_000).hex().encode()
    inner = zipped(*((f"{number}.txt", b"") for number in range(4)), ("toy.ipynb", large))
    assert take(("eve_101_9001_w.zip", inner), dry_run=True).left_out == []
    collection = take(("eve_101_9001_w.zip", inner), course=toys.with_limits(**limits))
    assert said in reasons(collection)
    assert whose(toys) == {}


@pytest.mark.slow
def test_a_hundred_thousand_members(toys: Course, tmp_path: Path) -> None:
    many = zipped(
        *((f"s_{number}_1_toy.ipynb", b"") for number in range(100_000)), compression=zipfile.ZIP_STORED
    )
    download = tmp_path / "many.zip"
    download.write_bytes(many)
    with pytest.raises(CourseError, match=r"more than 20000 files .*archive_files"):
        collect(toys, download, "toy", silent)
    download.write_bytes(zipped((CANVAS, NOTEBOOK), ("eve_102_1_w.zip", many)))
    collection = collect(toys, download, "toy", silent)
    assert whose(toys) == {"101": NOTEBOOK}
    assert "eve_102_1_w.zip: its directory is too long" in reasons(collection)


def test_a_name_twice_is_one_submission(toys: Course, take: Callable[..., Collection]) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped((CANVAS, OTHER), (CANVAS, NOTEBOOK))
    take(data=data)
    assert whose(toys) == {"101": NOTEBOOK}


@pytest.mark.parametrize(
    "name", ["to\ny.ipynb", "\u202ebpynb.ipynb", "=cmd().ipynb", "😀𠮷.ipynb", "\x1b[31m.ipynb"]
)
def test_an_odd_name_of_the_only_notebook_harms_nobody(
    toys: Course, take: Callable[..., Collection], name: str
) -> None:
    take((f"Ada_101_assignsubmission_file_/{name}", NOTEBOOK))
    assert whose(toys) == {"101": NOTEBOOK}


def test_odd_things_in_a_folder_are_left_out(toys: Course, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    (folder / "Deep_105_assignsubmission_file_" / "d" / "e").mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_bytes(OTHER)
    (folder / "a_101_1_toy.ipynb").symlink_to(secret)
    os.mkfifo(folder / "b_102_1_toy.ipynb")
    os.link(secret, folder / "c_103_1_toy.ipynb")
    (folder / "Dir_104_assignsubmission_file_").symlink_to(tmp_path)
    (folder / "Deep_105_assignsubmission_file_/d/e/toy.ipynb").write_bytes(NOTEBOOK)
    (folder / os.fsdecode(b"\xff_106_1_toy.ipynb")).write_bytes(NOTEBOOK)
    collection = collect(toys, folder, "toy", silent)
    assert whose(toys) == {"105": NOTEBOOK, "106": NOTEBOOK}
    said = reasons(collection)
    for why in ("symbolic link", "not a regular file", "hard link"):
        assert why in said


def test_a_tree_without_end_is_walked(toys: Course, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / "a_101_1_toy.ipynb").write_bytes(NOTEBOOK)
    inside = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(2500):  # longer than any path may be
            os.mkdir("d", dir_fd=inside)
            below = os.open("d", os.O_RDONLY, dir_fd=inside)
            os.close(inside)
            inside = below
    finally:
        os.close(inside)
    collect(toys, folder, "toy", silent)
    assert whose(toys) == {"101": NOTEBOOK}
    subprocess.run(["rm", "-rf", folder], check=True)  # pytest's own clean-up is recursive


def _tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("ada_101_1_toy.ipynb"))
    return data.getvalue()


WHOLE = zipped((CANVAS, NOTEBOOK), ("hg_102_9002_toy.ipynb", OTHER * 20))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        b"PK\x03\x04",
        NOTEBOOK,
        WHOLE[:-10],
        WHOLE[: len(WHOLE) // 2],
        _tar(),
        b"PK\x05\x06" * 99,
    ],
    ids=["empty", "text", "start", "notebook", "cut", "half", "tar", "ends"],
)
def test_what_is_no_archive_is_one_line(toys: Course, take: Callable[..., Collection], data: bytes) -> None:
    with pytest.raises(CourseError, match=r"download\.zip: it is not a zip file") as caught:
        take(data=data)
    assert "\n" not in str(caught.value)
    assert not toys.submitted.exists()
    collection = take(("eve_101_9001_w.zip", data), ("ada_102_9001_toy.ipynb", NOTEBOOK))
    assert whose(toys) == {"102": NOTEBOOK}
    assert "eve_101_9001_w.zip: it is not a zip file" in reasons(collection)


@pytest.mark.parametrize("suffix", [".tar.gz", ".rar", ".7z"])
def test_other_archives_are_left_out_by_name(
    toys: Course, take: Callable[..., Collection], suffix: str
) -> None:
    collection = take((f"eve_101_9001_w{suffix}", _tar()))
    assert "only .zip archives are opened" in reasons(collection)
    assert whose(toys) == {}


def test_a_pipe_or_nothing_is_no_download(toys: Course, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    for name in ("pipe.zip", "absent.zip"):
        with pytest.raises(CourseError, match=name):
            collect(toys, tmp_path / name, "toy", silent)


def test_links_in_submitted_are_not_followed(
    toys: Course, take: Callable[..., Collection], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    toys.submitted.mkdir()
    (toys.submitted / "101").symlink_to(tmp_path / "elsewhere")
    assert "symbolic link: remove it" in reasons(take((CANVAS, NOTEBOOK), force=True))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nobody_collects_while_another_run_is_at_work(toys: Course, take: Callable[..., Collection]) -> None:
    with lock(toys), pytest.raises(CourseError, match="at work on this course"):
        take((CANVAS, NOTEBOOK))
    assert not toys.submitted.exists()


STEPS = ("chmod", "mkdir", "open", "rename", "rmdir", "unlink")


def _dying(call: int) -> None:
    """From now on, the process dies at its `call`-th step that changes files."""
    counter = itertools.count(1)

    def deadly(step: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **options: Any) -> Any:
            if next(counter) == call:
                os._exit(9)
            return step(*arguments, **options)

        return instead

    for name in STEPS:
        setattr(os, name, deadly(getattr(os, name)))


def _in_another_process(work: Callable[[], object]) -> int:
    """The exit status of a fork that does some work."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.slow
def test_a_kill_at_any_step_loses_nothing_and_leaves_nothing_by_halves(
    toys: Course, take: Callable[..., Collection]
) -> None:
    students = ("101", "102", "103")
    names = [f"s_{student}_1_toy.ipynb" for student in students]
    status, deaths = 9, 0
    while status == 9:
        take(*((name, NOTEBOOK) for name in names), force=True)

        def replace_and_die(call: int = deaths + 1) -> None:
            _dying(call)
            take(*((name, OTHER) for name in names), force=True)

        status = _in_another_process(replace_and_die)
        deaths += status == 9
        for place in toys.submitted.glob("*/toy"):
            assert [path.name for path in place.iterdir()] == ["toy.ipynb"]
            assert (place / "toy.ipynb").read_bytes() in (NOTEBOOK, OTHER)
        # Even a run on another download puts back what the killed one had moved aside.
        take(("x_104_1_toy.ipynb", NOTEBOOK), force=True)
        assert set(whose(toys)) == {*students, "104"}
        assert list(toys.submitted.glob("*/.*")) == []
    assert status == 0
    assert deaths > 20


@pytest.mark.slow
def test_the_command_tells_who_gets_what_and_exits_with_what_was_left_out(
    toys: Course, tmp_path: Path
) -> None:
    download = tmp_path / "download.zip"
    download.write_bytes(
        zipped(
            ("lovelaceada_LATE_101_9001_toy.ipynb", NOTEBOOK),
            ("mallory_102_9001_\x1b[31m\u202e.zip", b"no zip"),
        )
    )
    dry = autograde(toys.root, "collect", "--dry-run", str(download), "toy", check=False)
    assert dry.returncode == 1
    assert "lovelaceada_LATE_101_9001_toy.ipynb" in " ".join(dry.stdout.split())
    assert "Nothing was written. It would be: 1 new" in dry.stdout
    assert not toys.submitted.exists()
    done = autograde(toys.root, "collect", str(download), "toy", check=False)
    assert done.returncode == 1
    assert "1 new, 0 replaced, 0 unchanged; 1 late, says the LMS. 2 left out." in done.stdout
    assert not {"\x1b", "\u202e"} & set(dry.stdout + done.stdout)
    assert whose(toys) == {"101": NOTEBOOK}
    download.write_bytes(zipped(("lovelaceada_LATE_101_9001_toy.ipynb", NOTEBOOK)))
    assert "1 unchanged" in autograde(toys.root, "collect", str(download), "toy").stdout


@pytest.mark.parametrize(
    "arguments",
    few([("absent.zip", "toy"), ("nbgrader_config.py", "toy"), ("source", "toy"), ("x.zip", "../toy")]),
)
@pytest.mark.slow
def test_the_command_says_in_one_line_what_is_wrong(toys: Course, arguments: Sequence[str]) -> None:
    done = autograde(toys.root, "collect", *arguments, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not toys.submitted.exists()
