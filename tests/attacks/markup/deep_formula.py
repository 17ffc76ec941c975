"""Roots in each other, which end the browser's page in which a notebook is read."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

PAYLOAD = "$" + r"\sqrt{" * 200 + "x" + "}" * 200 + "$"
HONEST = r"$\sqrt{1 + \sqrt{1 + \sqrt{x}}}$"


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", PAYLOAD))


def honest(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", HONEST))


attack = Attack(Work(edit=edit), twin=Work(edit=honest), points=5.0, outcome="passed")
