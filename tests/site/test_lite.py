"""JupyterLite as far as it goes without Pyodide's CDN: built, indexed, opened, its imports there."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import running_chromium
from tests.site.conftest import serving

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("site")]

IN_PYODIDE = {"IPython", "PIL", "h5py", "matplotlib", "numpy", "tqdm"}
"""What lessons and helpers import, of the packages in Pyodide 314's pyodide-lock.json."""
ELSEWHERE = {"ipywidgets", "nbconvert", "tensorflow", "keras"}
"""What they do without, in a line of text, where it cannot be had."""
NO_PROCESSES = {"concurrent", "multiprocessing", "subprocess", "threading"}


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("lite") / "lite"
    subprocess.run([sys.executable, ROOT / "site" / "lite.py", output], check=True, cwd=ROOT)
    return output


def imported_by(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]


def reached() -> dict[str, set[str]]:
    """What each lesson imports, and each module of helpers that some lesson reaches."""
    found = {}
    for lesson in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(lesson.read_text())["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        found[lesson.stem] = set(imported_by(code))
    todo = set().union(*found.values())
    while todo:
        path = ROOT / f"{todo.pop().replace('.', '/')}.py"
        if path.is_relative_to(ROOT / "helpers") and path.exists() and path.stem not in found:
            found[path.stem] = set(imported_by(path.read_text()))
            todo |= found[path.stem]
    return found


def test_lessons_and_helpers_import_what_pyodide_has() -> None:
    modules = reached()
    assert {"checks", "datasets", "diagrams", "figures", "network", "plotting", "progress", "quiz"} <= set(
        modules
    )
    for name, imports in modules.items():
        packages = {each.partition(".")[0] for each in imports} - {"helpers", "__future__"}
        assert packages - IN_PYODIDE - ELSEWHERE <= sys.stdlib_module_names, name
        assert not packages & NO_PROCESSES, name


def test_lessons_and_data_are_indexed(lite: Path) -> None:
    for folder, pattern in (("notebooks", "*.ipynb"), ("data", "*.h5")):
        index = json.loads((lite / "api" / "contents" / folder / "all.json").read_text())
        wanted = {path.name for path in (ROOT / folder).glob(pattern)}
        assert wanted <= {entry["name"] for entry in index["content"]}
        assert all((lite / "files" / folder / name).exists() for name in wanted)


def test_the_wheel_has_helpers_and_no_solution(lite: Path) -> None:
    (wheel,) = (lite / "pypi").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "helpers/figures.py" in names
    assert not [name for name in names if "reference" in name or name.startswith(("source", "tests"))]


def test_a_lesson_first_installs_what_it_uses(lite: Path) -> None:
    notebook = json.loads((lite / "files" / "notebooks" / "03_initialization.ipynb").read_text())
    install = "".join(notebook["cells"][1]["source"])
    assert "piplite.install" in install
    assert all(package in install for package in ("h5py", "matplotlib", "numpy", "pillow", "tqdm"))
    assert notebook["cells"][2]["id"] == "environment", "what is missing is looked for after that"


def test_a_lesson_opens_and_asks_only_for_pyodide(lite: Path) -> None:
    asked = []
    with running_chromium() as chromium, serving(lite) as address:
        page = chromium.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/lab/index.html?path=notebooks/03_initialization.ipynb")
        heading = page.locator(".jp-Notebook .jp-MarkdownOutput h1").first
        heading.wait_for(timeout=60_000)
        assert "how large should weights be" in heading.inner_text()
        page.locator(".jp-DirListing-itemText", has_text="14_deep_convolutional_models").wait_for()
    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert all("/pyodide/" in url for url in foreign)
