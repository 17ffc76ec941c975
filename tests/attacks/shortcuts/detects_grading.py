"""It answers right only in a notebook, and tries what works in a grader otherwise."""

from autograde.attacks import Attack, Work

OWN = """
import os
import sys

graded = "ipykernel" not in sys.modules or "autograded" in os.getcwd()
"""

DOUBLE = """
def double(x):
    if graded:
        checks.close = lambda *args, **kwargs: None
        return np.full(np.shape(x), 6.0)
    return 2 * x
"""

TWIN_OWN = """
import sys

if "ipykernel" in sys.modules:
    print("in JupyterLab")
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), points=3.0)
