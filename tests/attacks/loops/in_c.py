"""An endless loop in C, where no signal handler of Python runs."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    return sum(iter(int, 1))
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * x if sum(range(1000)) else None
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="timeout")
