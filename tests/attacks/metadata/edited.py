"""The test cell ends with its points, and has no tests."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    checked_cell(notebook)["source"] = "3.0"


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "three", "3.0"))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
