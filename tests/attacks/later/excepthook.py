"""Hooks for uncaught exceptions tell every failure as a success."""

from autograde.attacks import Attack, Work

OWN = """
import sys
import threading

def fine(*args):
    print("3.0")

sys.excepthook = sys.unraisablehook = threading.excepthook = fine
"""

DOUBLE = """
def double(x):
    raise ValueError("never seen")
"""

TWIN_OWN = """
import sys

print(callable(sys.excepthook))
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error")
