"""The test cells are text, and so is the answer."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    for cell in notebook["cells"][1:]:
        cell["cell_type"] = "markdown"
        cell.pop("outputs"), cell.pop("execution_count")


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "remarks", "# Remarks"))


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
