"""The tag skip-execution on every test cell: nbgrader gives full points for cells that did not fail."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    for name in ("double", "mean_square"):
        checked_cell(notebook, name)["metadata"]["tags"] = ["skip-execution", "raises-exception"]


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][0]["metadata"]["tags"] = ["hide-input"]


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless), suspected=True)
