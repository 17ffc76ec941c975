"""The test stands before what it tests, so that it tests something else."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    cells = notebook["cells"]
    cells.insert(0, cells.pop(cells.index(checked_cell(notebook))))


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"].insert(0, new_cell("markdown", "title", "# My work"))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
