"""Boxes in each other, deeper than what writes feedback goes: it stopped for the whole class."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

PAYLOAD = "<div>" * 300 + "x" + "</div><b>y</b>" * 300
HONEST = "<div>" * 5 + "x" + "</div><b>y</b>" * 5


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", PAYLOAD))


def honest(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", HONEST))


attack = Attack(Work(edit=edit), twin=Work(edit=honest), points=5.0, outcome="passed")
