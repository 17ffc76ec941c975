"""Run a notebook in the environment that this script runs in, and print what its cells did, as JSON.

Usage: python run_notebook.py NOTEBOOK [SOLUTIONS]

SOLUTIONS is a JSON file with texts of cells by their nbgrader ids.
"""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

path = Path(sys.argv[1]).resolve()
notebook = nbformat.read(path, as_version=4)
solutions = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if sys.argv[2:] else {}
for cell in notebook.cells:
    cell.source = solutions.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
NotebookClient(
    notebook, timeout=None, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
).execute()
if solutions:
    nbformat.write(notebook, path.with_name(f"solved-{path.name}"))
json.dump(
    {
        cell.id: {
            "errors": [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"],
            "stderr": "".join(o.text for o in cell.outputs if o.get("name") == "stderr"),
            "printed": "".join(o.text for o in cell.outputs if o.get("name") == "stdout"),
            "graded": bool(cell.metadata.get("nbgrader", {}).get("grade")),
            "demo": "demo" in cell.metadata.get("tags", []),
        }
        for cell in notebook.cells
        if cell.cell_type == "code"
    },
    sys.stdout,
)
