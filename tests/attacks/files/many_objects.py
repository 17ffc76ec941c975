"""JSON of three million empty lists, where cells should be."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    return b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}"


attack = Attack(Work(edit=edit), points=0.0, outcome="unanswered")
