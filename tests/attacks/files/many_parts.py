"""The source is a list of a million pieces."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["cells"][1]["source"] = ["#"] * 1_000_000 + ["\n", notebook["cells"][1]["source"]]


attack = Attack(Work(edit=edit), points=5.0, outcome="passed", suspected=True)
