"""The notebook asks for another kernel, in another language."""

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    notebook["metadata"]["language_info"] = {"name": "bash"}


def edit_harmless(notebook: Notebook) -> None:
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99"}


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless))
