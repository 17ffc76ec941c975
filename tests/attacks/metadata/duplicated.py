"""A test cell is there twice, with the same id."""

import copy

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(copy.deepcopy(checked_cell(notebook)))


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "copied", "# her own\n1 + 1"))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
