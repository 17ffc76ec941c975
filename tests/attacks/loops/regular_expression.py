"""A regular expression that takes longer than the universe will last."""

from autograde.attacks import Attack, Work

DOUBLE = """
import re

def double(x):
    return re.match("(a+)+$", "a" * 64 + "b")
"""

TWIN_DOUBLE = """
import re

def double(x):
    return 2 * x if re.match("a+$", "aaa") else None
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="timeout")
