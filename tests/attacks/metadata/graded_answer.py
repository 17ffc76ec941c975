"""The answer says that it is a graded cell with fifty points, and the test that it is not."""

from autograde.attacks import WRONG, Attack, Work, checked_cell
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["cells"][1]["metadata"]["nbgrader"] |= {"grade": True, "points": 50}
    checked_cell(notebook)["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False}


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][1]["metadata"]["collapsed"] = True


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
