"""Recursion beyond the stack's end, with the limit removed."""

from autograde.attacks import Attack, Work

DOUBLE = """
import sys

def double(x):
    sys.setrecursionlimit(10**9)
    def deeper(value):
        return [*map(deeper, [value])]
    return deeper(x)
"""

TWIN_DOUBLE = """
import sys

def double(x):
    sys.setrecursionlimit(2000)
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("crash", "memory", "error"))
