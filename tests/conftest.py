"""What several rooms' tests share: a warm sandbox, a course to spoil, and toy notebooks to grade."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import settings

from autograde.course import Course
from autograde.sandbox import Requested, SandboxUnavailable, Tier, Zygote, resolve
from autograde.submission import Cell, Notebook

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes is the machine's affair: on a busy one, no test may fail for that.
# The examples are the same in each run, so that what fails has changed; `make fuzz` looks for others.
settings.register_profile("patient", settings.default, deadline=None, derandomize=True)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with long tests, so that short ones fill the time at the end, on every worker."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("slow", "thorough", "xdist_group"))))


def available(requested: Requested) -> Tier:
    """A tier of the sandbox; where this machine cannot have it, the test is skipped, which says why."""
    try:
        return resolve(requested)
    except SandboxUnavailable as error:
        pytest.skip(str(error))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--tier", default="auto", choices=get_args(Requested), help="the sandbox of all tests")


@pytest.fixture(scope="session")
def tier(request: pytest.FixtureRequest) -> Tier:
    """The sandbox's tier: the best that this machine has, or the one that `--tier` names."""
    return resolve(request.config.getoption("--tier"))


@pytest.fixture(scope="session")
def zygote(tier: Tier) -> Iterator[Zygote]:
    """A warm interpreter in its sandbox."""
    with Zygote(tier) as warm:
        yield warm


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A fresh copy of the course, with no submissions."""
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("source", "release"):
        shutil.copytree(
            ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".*"), copy_function=shutil.copyfile
        )
    return Course.open(root)


class Toy:
    """Builds small notebooks. A cell is a plain dict; `notebook` makes one, `data` its bytes."""

    @staticmethod
    def cell(
        source: str, cell_id: str = "", kind: str = "code", tags: list[str] | None = None, **nbgrader: Any
    ) -> Cell:
        metadata: dict[str, Any] = {"nbgrader": {"schema_version": 3} | nbgrader} if nbgrader else {}
        metadata |= {"tags": tags} if tags else {}
        cell: Cell = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}
        return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell

    def given(self, grade_id: str, source: str) -> Cell:
        """A locked cell: imports, data."""
        return self.cell(source, grade_id, grade_id=grade_id, grade=False, solution=False, locked=True)

    def solution(self, grade_id: str, source: str) -> Cell:
        """A cell for the student's answer."""
        return self.cell(source, grade_id, grade_id=grade_id, grade=False, solution=True, locked=False)

    def test(self, grade_id: str, points: float, source: str) -> Cell:
        """A graded test cell."""
        return self.cell(
            source, grade_id, grade_id=grade_id, grade=True, solution=False, locked=True, points=points
        )

    @staticmethod
    def notebook(*cells: Cell) -> Notebook:
        return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    def data(self, *cells: Cell) -> bytes:
        """The bytes of a notebook of these cells, as JupyterLab would save them."""
        return json.dumps(self.notebook(*cells)).encode()


@pytest.fixture(scope="session")
def toy() -> Toy:
    return Toy()
