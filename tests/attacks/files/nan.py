"""NaN and infinity where nbgrader has numbers."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] |= {"points": float("nan"), "schema_version": float("inf")}
        cell["execution_count"] = float("-inf")


attack = Attack(Work(double=WRONG, edit=edit), points=2.0, outcome="wrong", suspected=True)
