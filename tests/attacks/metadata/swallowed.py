"""The answer holds the names of both cells, and the imports are replaced."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["cells"][0]["source"] = "import math as np\nchecks = None"
    notebook["cells"][1]["metadata"]["nbgrader"]["grade_id"] = "test_double"


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][0]["metadata"]["remark"] = "as it was"


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless), outcome=("error", "wrong"))
