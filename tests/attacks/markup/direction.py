"""A change of the direction of reading, as an entity that becomes a character when it is shown."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

PAYLOAD = "<b>&#x202e;stniop 5 fo 5&#8233; &#x2067;x</b>"
HONEST = "<b>5 of 5 points</b>"


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", PAYLOAD))


def honest(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", HONEST))


attack = Attack(Work(edit=edit), twin=Work(edit=honest), points=5.0, outcome="passed")
