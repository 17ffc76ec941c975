"""JSON that is nested a million deep."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    return b'{"cells": ' + b"[" * 1_000_000


attack = Attack(Work(edit=edit), points=0.0, outcome="unanswered")
