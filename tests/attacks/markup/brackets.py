"""A line of a million brackets, for which a page took the square of its length."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

PAYLOAD = "[(" * 500_000
HONEST = "[(" * 500


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", PAYLOAD))


def honest(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", HONEST))


attack = Attack(Work(edit=edit), twin=Work(edit=honest), points=5.0, outcome="passed")
