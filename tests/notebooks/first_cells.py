"""The first code cell of every notebook: one text, `first_cell.py`, which says what is missing.

``python tests/notebooks/first_cells.py`` writes it into all notebooks of source/ and notebooks/.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEXT = Path(__file__).with_name("first_cell.py").read_text(encoding="utf-8").strip()
NOTEBOOKS = [*sorted(ROOT.glob("source/*/*.ipynb")), *sorted(ROOT.glob("notebooks/*.ipynb"))]
CELL_ID = "environment"

# Folded in JupyterLab, left out on the site: what it may have to say is its output.
SHOWN: dict[str, Any] = {"jupyter": {"source_hidden": True}}
LOCKED = {"grade": False, "locked": True, "schema_version": 3, "solution": False, "task": False}
METADATA: dict[str, dict[str, Any]] = {
    "source": SHOWN | {"nbgrader": LOCKED | {"grade_id": CELL_ID}, "tags": ["demo", "remove-cell"]},
    "notebooks": SHOWN | {"tags": ["remove-cell"]},
}


def metadata_for(path: Path) -> dict[str, Any]:
    """The cell's metadata in a notebook of source/ or of notebooks/."""
    return METADATA[path.relative_to(ROOT).parts[0]]


def write(path: Path) -> None:
    """Put the cell in front of a notebook's first code cell, in the place of an older one."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["id"] != CELL_ID]
    place = next(index for index, cell in enumerate(cells) if cell["cell_type"] == "code")
    new = {"cell_type": "code", "execution_count": None, "id": CELL_ID, "metadata": metadata_for(path)}
    cells.insert(place, new | {"outputs": [], "source": TEXT.splitlines(keepends=True)})
    text = json.dumps(notebook | {"cells": cells}, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    for notebook in NOTEBOOKS:
        write(notebook)
