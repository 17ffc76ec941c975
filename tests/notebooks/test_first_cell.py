"""The first code cell of every notebook: the same everywhere, silent at home, and a way out elsewhere."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.notebooks.first_cells import CELL_ID, NOTEBOOKS, ROOT, TEXT, metadata_for

CAN_DO_WITHOUT = {"helpers", "__future__", "IPython", "ipywidgets", "nbconvert", "tensorflow", "keras"}
"""What helpers import and say in a line if it is not there, and what every kernel has."""
WAYS_OUT = [
    "conda env create -f environment.yml",
    "conda activate backprop-by-hand",
    "pip install -r requirements.txt",
    "jupyter lab",
    "the course's folder",
]


def needed() -> set[str]:
    """The packages that the cell looks for."""
    names = (
        node.elts
        for node in ast.walk(ast.parse(TEXT))
        if isinstance(node, ast.Tuple) and any(isinstance(each, ast.Constant) for each in node.elts)
    )
    return {
        each.value for each in next(names) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def imported_by(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_code_cell_is_the_same_in_every_notebook(path: Path) -> None:
    cells = json.loads(path.read_text())["cells"]
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    advice = "run `python tests/notebooks/first_cells.py`"
    assert (first["id"], "".join(first["source"])) == (CELL_ID, TEXT), advice
    assert first["metadata"] == metadata_for(path), advice


def test_it_looks_for_all_that_helpers_cannot_do_without() -> None:
    imported = set().union(*(imported_by(path) for path in (ROOT / "helpers").glob("*.py")))
    packages = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - CAN_DO_WITHOUT
    assert packages | {"helpers"} == needed()


@pytest.mark.parametrize("name", ["python", "python with numpy"])
def test_a_python_without_the_packages_is_told_all_that_is_missing_and_how_to_get_it(
    name: str, tmp_path: Path
) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    if name == "python with numpy":
        (folder,) = (tmp_path / "bare" / "lib").glob("python*/site-packages")
        (folder / "numpy.py").touch()
    python = tmp_path / "bare" / "bin" / "python"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    said = subprocess.run([python, "-c", TEXT], cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert said.returncode == 1
    (sentence,) = (line for line in said.stderr.splitlines() if "This notebook needs" in line)
    missing = sentence.partition("needs ")[2].partition(":")[0].split(", ")
    assert set(missing) == needed() - ({"numpy"} if name == "python with numpy" else set())
    assert str(python) in sentence
    assert all(way in said.stderr for way in WAYS_OUT)


def run_in_a_kernel(text: str) -> list[dict[str, Any]]:
    notebook = new_notebook(cells=[new_code_cell(text)])
    client = NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": str(ROOT)}})
    client.execute()
    outputs: list[dict[str, Any]] = notebook.cells[0].outputs
    return outputs


@pytest.mark.slow
@pytest.mark.xdist_group("class")
def test_in_a_kernel_it_is_silent_or_gives_advice_without_a_traceback() -> None:
    assert run_in_a_kernel(TEXT) == []
    (error,) = run_in_a_kernel(TEXT.replace('"numpy"', '"a_package_that_nobody_has"'))
    text = "\n".join(error["traceback"])
    assert text.startswith("This notebook needs a_package_that_nobody_has: not found by ")
    assert all(way in text for way in WAYS_OUT)
    assert "raise" not in text
