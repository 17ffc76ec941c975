"""A cell of a million blank lines, for whoever looks through it with a regular expression."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook, new_cell

OWN = """
import os
"""


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "blank", "\n" * 1_000_000 + "x"))


def edit_little(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("code", "blank", "\n" * 100))


attack = Attack(Work(own=OWN, double=WRONG, edit=edit), twin=Work(edit=edit_little), suspected=True)
