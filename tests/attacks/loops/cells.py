"""Twenty cells without end: the notebook as a whole has a time, too."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook, new_cell


def edit(notebook: Notebook) -> None:
    notebook["cells"] += [new_cell("code", f"loop-{number}", "while True: pass") for number in range(20)]


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"] += [new_cell("code", f"more-{number}", "while False: pass") for number in range(20)]


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
