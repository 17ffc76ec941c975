"""A cell of five million statements, for whoever parses it."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "huge", "1;" * 5_000_000))


def edit_little(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "little", "1;" * 50))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_little), suspected=True)
