"""Half of a character, in code, ids, tags and metadata."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook

HALF = "\ud800"


def edit(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] += HALF
        cell["metadata"][HALF] = HALF
        cell["metadata"]["tags"] = [HALF]
    notebook["cells"][1]["source"] = f"name = '{HALF}'\n" + notebook["cells"][1]["source"]


def edit_harmless(notebook: Notebook) -> None:
    notebook["cells"][1]["source"] = "name = '\U0001f600'\n" + notebook["cells"][1]["source"]


attack = Attack(Work(edit=edit), twin=Work(edit=edit_harmless), points=5.0, outcome="passed")
