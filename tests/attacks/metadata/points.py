"""The test cell says that it is worth a hundred points."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    checked_cell(notebook)["metadata"]["nbgrader"]["points"] = 100


def edit_harmless(notebook: Notebook) -> None:
    notebook["metadata"]["her_own"] = 100


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless), suspected=True)
