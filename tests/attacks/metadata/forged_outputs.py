"""Outputs and a verdict with full points are in the notebook already."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    cell = checked_cell(notebook)
    data = {"text/plain": "3.0"}
    cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}]
    cell["metadata"]["nbgrader"]["locked"] = True
    notebook["metadata"]["autograde"] = {"schema": 1, "tests": [{"test_id": "test_double", "points": 3.0}]}


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
