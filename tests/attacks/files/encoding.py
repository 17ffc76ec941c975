"""The notebook is in UTF-16, with a mark of its byte order."""

import json

from autograde.attacks import WRONG, Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode("utf-16")


def edit_harmless(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode("utf-8-sig")


attack = Attack(Work(double=WRONG, edit=edit), twin=Work(edit=edit_harmless), points=2.0, outcome="wrong")
