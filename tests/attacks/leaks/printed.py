"""The hidden inputs are printed, to every stream there is."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os
import sys

def double(x):
    print(x)
    print(repr(x), file=sys.stderr)
    os.write(1, repr(x).encode())
    sys.__stdout__.write(repr(x)) if sys.__stdout__ else None
    raise KeyError(str(x), *np.ravel(x))
"""

TWIN_DOUBLE = """
def double(x):
    print("called")
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="error")
