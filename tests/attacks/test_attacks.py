"""A hostile class: nothing gained, nothing leaked, nobody else touched, and the run goes on to its end."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from autograde import attacks
from autograde.attacks import ASSIGNMENT, Attack, Work
from autograde.autograded import read_verdict
from autograde.course import Course, CourseError
from autograde.grading import Job, SourceNotebook, grade
from autograde.sandbox import Requested, Zygote
from autograde.verdict import PartVerdict, SubmissionVerdict
from tests.attacks import table
from tests.attacks.conftest import ALL, HONEST, READ_BY_STUDENTS, Graded
from tests.conftest import available

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attacks")]


def name_of(attack: Attack) -> str:
    return f"{attack.family}/{attack.name}"


@pytest.mark.parametrize("attack", ALL, ids=name_of)
def test_an_attack_gains_nothing_and_its_twin_loses_nothing(attack: Attack, graded: Graded) -> None:
    assert list(attacks.complaints(graded.course, attack)) == []


def test_the_run_goes_on_to_its_end(graded: Graded) -> None:
    """What cannot be graded, for its student's name is no text, is named in a line."""
    ungraded = [attack for attack in ALL if attack.points is None]
    lines = [line for line in graded.run["stderr"].splitlines() if line.strip()]
    assert [line for line in lines if "is not graded" not in line] == []
    assert len(lines) == sum(attack.copies for attack in ungraded)
    assert graded.run["status"] == (1 if ungraded else 0)


def test_nothing_is_left_behind(graded: Graded) -> None:
    assert graded.run["left"] == {"processes": [], "mounts": [], "files": []}


def test_no_file_of_the_course_is_changed(graded: Graded) -> None:
    assert graded.changed == set()


@pytest.fixture(scope="module")
def alone(graded: Graded, zygote: Zygote) -> dict[str, SubmissionVerdict]:
    """What honest students get when nobody else is graded."""
    path = graded.course.source / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source = SourceNotebook.read(path, graded.course.secret())
    return {
        kind: grade(source, Job("alone", ASSIGNMENT, ASSIGNMENT, work.data()), zygote, zygote.limits).verdict
        for kind, work in HONEST.items()
    }


@pytest.mark.parametrize("kind", HONEST)
def test_honest_students_get_in_the_crowd_what_they_get_alone(
    kind: str, graded: Graded, alone: dict[str, SubmissionVerdict]
) -> None:
    students = [student for student, hers in graded.honest.items() if hers == kind]
    assert len(students) > 5
    for student in students:
        verdict = read_verdict(graded.course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
        assert parts(verdict) == parts(alone[kind]), student
        assert verdict.notes == alone[kind].notes


def parts(verdict: SubmissionVerdict) -> list[PartVerdict]:
    return [part for test in verdict.tests for part in test.parts]


def test_the_crowd_is_of_more_than_two_hundred_and_a_third_of_it_hostile(graded: Graded) -> None:
    hostile = sum(attack.copies for attack in ALL)
    everybody = len(graded.course.students(ASSIGNMENT))
    assert everybody > 200
    assert hostile > everybody / 3


def test_the_spies_search_indeed(graded: Graded) -> None:
    """Those who look for what they must not have get a page of feedback that shows what they printed."""
    pages = [path.parents[1].name for path in graded.course.feedback.glob(f"*/{ASSIGNMENT}/*.html")]
    assert {page.split("-")[0] for page in pages} == set(READ_BY_STUDENTS)
    spy = graded.course.feedback / "introspection-gc" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert "([], True)" in spy.read_text()


def test_those_who_leave_a_state_behind_do_change_it(graded: Graded) -> None:
    """The last cell of each prints whether the state is changed there."""
    for attack in (attack for attack in ALL if attack.family == "state"):
        (student, *_) = attack.students()
        path = graded.course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert json.loads(path.read_text())["cells"][-1]["outputs"][0]["text"] == "True\n", attack.name


def test_there_are_attacks_of_every_family() -> None:
    families = Counter(attack.family for attack in ALL)
    assert sum(families.values()) >= 60
    assert set(families) == {
        "carried",
        "death", "digits", "files", "floods", "introspection", "ipython", "kernel", "later", "leaks",
        "library", "locked", "loops", "markup", "metadata", "modules", "names", "objects", "patches", "race",
        "results", "shared", "shortcuts", "state", "theft", "wire",
    }  # fmt: skip


@pytest.mark.parametrize("attack", ALL, ids=name_of)
def test_an_attack_says_what_it_does_and_differs_from_its_twin(attack: Attack) -> None:
    assert attack.does.endswith(".")
    assert len(attack.does) < 130
    assert attack.student or attack.work != attack.twin


def test_a_folder_without_attacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="clone of the course's repository"):
        attacks.load(tmp_path)


def test_what_is_not_as_it_must_be_is_said(tmp_path: Path) -> None:
    """An attack that gains points, and a twin that loses some, are complained about."""
    unmade = Attack(Work(), name="x", family="y")
    attacks.make_course(tmp_path, [unmade])
    assert list(attacks.complaints(Course.open(tmp_path), unmade)) == [
        "'y-x': there is no verdict",
        "its twin has no points, not 5",
    ]


def test_the_table_in_security_md_is_up_to_date() -> None:
    assert table.PAGE.read_text() == table.page(), "run: python tests/attacks/table.py"


def test_stock_nbgrader_was_given_every_attack() -> None:
    assert set(json.loads(table.STOCK.read_text())) == {name_of(attack) for attack in ALL}


@pytest.mark.thorough
@pytest.mark.parametrize("sandbox", ["namespaces", "landlock"])
def test_the_doctor_withstands_all_attacks_in_each_sandbox(sandbox: Requested) -> None:
    autograde = Path(sys.executable).with_name("autograde")
    command = [autograde, "doctor", "--attack", "--sandbox", available(sandbox)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stdout
    assert f"{len(ALL)} of {len(ALL)} attacks gained nothing" in done.stdout
