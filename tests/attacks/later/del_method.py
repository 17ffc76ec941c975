"""When the result is thrown away, its __del__ makes the function right and prints points."""

from autograde.attacks import Attack, Work

OWN = """
import sys
"""

DOUBLE = """
class Trap:
    def __del__(self):
        globals()["double"] = lambda x: 2 * x
        sys.stdout.write("3.0")

def double(x):
    return Trap()
"""

TWIN_DOUBLE = """
class Quiet:
    def __del__(self):
        pass

def double(x):
    Quiet()
    return 2 * x
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
