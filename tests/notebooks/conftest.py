from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@cache
def _read(path: Path) -> NotebookNode:
    notebook: Any = nbformat.read(path, as_version=4)
    return notebook


@cache
def _executed(path: Path) -> NotebookNode:
    """The notebook after a run in a fresh kernel, in its own folder, as a reader has it."""
    notebook: Any = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    try:
        client.execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
    except CellExecutionError as error:
        pytest.fail(f"{path.name}: {error}", pytrace=False)
    return notebook


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each notebook, all of a notebook's in one worker, so that it runs once."""
    if "lesson" in metafunc.fixturenames:
        runs = "executed" in metafunc.fixturenames  # half a minute for each lesson
        level = [pytest.mark.thorough] if runs else []
        metafunc.parametrize(
            "lesson",
            [
                pytest.param(path, id=path.stem, marks=[pytest.mark.xdist_group(path.stem), *level])
                for path in LESSONS
            ],
        )


@pytest.fixture
def notebook(lesson: Path) -> NotebookNode:
    return _read(lesson)


@pytest.fixture
def executed(lesson: Path) -> NotebookNode:
    return _executed(lesson)


@pytest.fixture(scope="session")
def read() -> Callable[[Path], NotebookNode]:
    return _read


@pytest.fixture(scope="session")
def topics() -> Iterator[ModuleType]:
    """The script that draws the table; site/ is no package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "site")
        yield importlib.import_module("topics")
