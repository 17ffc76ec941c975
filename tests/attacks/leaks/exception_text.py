"""The hidden inputs are the text of an exception."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    raise ValueError(repr(x))
"""

TWIN_DOUBLE = """
def double(x):
    if x is None:
        raise ValueError("a number is needed")
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="error")
