"""The test cell has another name, which the gradebook does not know."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    checked_cell(notebook)["metadata"]["nbgrader"]["grade_id"] = "another"


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][0]["id"] = "another"


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
