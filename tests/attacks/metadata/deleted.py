"""The test cells are not there any more."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["metadata"]["nbgrader"]["grade"]]


attack = Attack(Work(double=WRONG, edit=edit))
