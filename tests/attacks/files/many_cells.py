"""A notebook of a hundred thousand cells."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["cells"] += notebook["cells"][:1] * 100_000


attack = Attack(Work(edit=edit), points=0.0, outcome="unanswered")
