"""Code that is nested, and chained, deeper than any parser goes."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook, new_cell

DEEP = ("(" * 20_000, "-" * 50_000 + "1", "1" + "+1" * 50_000, "a" + ".a" * 50_000, "f" + "()" * 50_000)


def edit(notebook: Notebook) -> None:
    notebook["cells"] += [new_cell("code", f"deep-{number}", text) for number, text in enumerate(DEEP)]


def edit_little(notebook: Notebook) -> None:
    notebook["cells"] += [new_cell("code", "deep", "((((1 + 1))))")]


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_little), suspected=True)
