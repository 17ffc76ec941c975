"""A test cell is cut in two, and each half has its name."""

import copy

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    cell = checked_cell(notebook)
    half = copy.deepcopy(cell)
    half["id"], half["source"] = "half", "checks.total()"
    cell["source"] = "3.0"
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, half)


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"].insert(1, new_cell("code", "half", "3.0"))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
