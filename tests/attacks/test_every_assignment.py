"""What gains nothing on the small assignment gains nothing on those of the course."""

import json
import re
from pathlib import Path

import pytest

from autograde.attacks import Attack
from autograde.course import Course
from autograde.grading import Graded, Job, SourceNotebook, grade
from autograde.sandbox import Zygote
from autograde.submission import Notebook
from tests.attacks.conftest import ALL, ROOT
from tests.conftest import Toy

pytestmark = pytest.mark.slow

FAMILIES = ("introspection", "library", "modules", "patches")
"""Whose first cell is hostile to any notebook."""

HOSTILE = [attack for attack in ALL if attack.family in FAMILIES and attack.work.own]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir())
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
TELLING = 30
"""Characters of a line that nobody writes by chance."""


Hostile = tuple[SourceNotebook, list[tuple[Attack, Graded]]]


def as_text(value: object) -> str:
    """A value as it stands in a notebook's file."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            name,
            marks=[
                pytest.mark.xdist_group(f"hostile {name}"),
                *([] if name == "initialization" else [pytest.mark.thorough]),
            ],
        )
        for name in ASSIGNMENTS
    ],
)
def hostile(
    request: pytest.FixtureRequest, zygote: Zygote
) -> tuple[SourceNotebook, list[tuple[Attack, Graded]]]:
    """The students' notebook with no answer, once for each attack that stands before and after everything."""
    name = request.param
    course = Course.open(ROOT)
    source = SourceNotebook.read(course.source / name / f"{name}.ipynb", b"a secret of this test")
    graded = []
    for attack in HOSTILE:
        notebook: Notebook = json.loads((ROOT / "release" / name / f"{name}.ipynb").read_text())
        first, last = (Toy.cell(attack.work.own, f"hostile-{place}") for place in ("first", "last"))
        notebook["cells"] = [first, *notebook["cells"], last]
        job = Job(attack.name, name, name, json.dumps(notebook).encode())
        graded.append((attack, grade(source, job, zygote, zygote.limits)))
    return source, graded


def test_who_answers_nothing_gets_nothing(
    hostile: Hostile,
) -> None:
    points = {f"{attack.family}/{attack.name}": each.verdict.points for attack, each in hostile[1]}
    assert len(points) > 12
    assert not {attack: earned for attack, earned in points.items() if earned}


def test_no_line_of_a_hidden_test_is_printed(
    hostile: Hostile,
) -> None:
    source, graded = hostile
    released = Path(ROOT / "release" / source.name / f"{source.name}.ipynb").read_text()
    hidden = {
        line.strip()
        for cell in source.content["cells"]
        for block in HIDDEN.findall(cell["source"])
        for line in block.splitlines()
        if len(line.strip()) > TELLING and as_text(line.strip()) not in released
    }
    assert hidden
    for attack, each in graded:
        printed = as_text([cell.get("outputs") for cell in each.notebook["cells"]])
        assert not [line for line in hidden if as_text(line) in printed], attack.name
