"""Build JupyterLite with the lessons: `make lite`.

``python site/lite.py OUTPUT`` stages lessons, data and a wheel of helpers under build/lite, and has
`jupyter lite build` make a static page of them. A reader's browser gets Python from Pyodide's CDN when it
opens a notebook; building asks nobody for anything.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).resolve().parents[1]
STAGE = ROOT / "build" / "lite"
PROJECT = "backprop-by-hand"

NEEDED = ("h5py", "ipywidgets", "matplotlib", "numpy", "pillow", "tqdm")
"""What helpers import: Pyodide has each of them."""

INSTALL = f"""\
# In the browser only: fetch what this lesson uses.
import piplite

await piplite.install({list(NEEDED)!r})
await piplite.install("{PROJECT}", deps=False)
"""


def build(output: Path) -> None:
    """Build JupyterLite into a folder.

    Raises
    ------
    subprocess.CalledProcessError
        When `pip wheel` fails; it has printed why.
    SystemExit
        When `jupyter lite` fails, with what it printed.
    """
    shutil.rmtree(STAGE, ignore_errors=True)
    shutil.rmtree(output, ignore_errors=True)
    contents = STAGE / "contents"
    for lesson in sorted((ROOT / "notebooks").glob("*.ipynb")):
        _stage(lesson, contents / "notebooks" / lesson.name)
    (contents / "data").mkdir()
    for data in sorted((ROOT / "data").glob("*.h5")):
        shutil.copy(data, contents / "data")
    shutil.copy(ROOT / "data" / "README.md", contents / "data")
    settings: dict[str, Any] = {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": [str(contents)],
            "output_dir": str(output),
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "ignore_sys_prefix": ["piplite_urls"],
        },
        "PipliteAddon": {"piplite_urls": [str(_wheel())]},
    }
    # Grading needs a server: a button that cannot work is left out.
    page = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"disabledExtensions": ["@jupyter/nbgrader"]},
    }
    (STAGE / "jupyter-lite.json").write_text(json.dumps(page))
    (STAGE / "jupyter_lite_config.json").write_text(json.dumps(settings, indent=2))
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", "."]
    done = subprocess.run(command, cwd=STAGE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\njupyter lite build failed")


def _stage(lesson: Path, place: Path) -> None:
    """Copy a lesson, with a first cell that installs what it uses."""
    notebook: Any = nbformat.read(lesson, as_version=4)
    first = new_code_cell(INSTALL.strip(), id="in-the-browser")
    notebook.cells.insert(1, first)
    place.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, place)


def _wheel() -> Path:
    command = [
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(STAGE),
    ]
    subprocess.run([sys.executable, *command, str(ROOT)], check=True)
    return next(STAGE.glob("*.whl"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]).resolve())
