"""The function ends its process and says that all is well."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os

def double(x):
    os._exit(0)
"""

TWIN_DOUBLE = """
import os

def double(x):
    if x is None:
        os.abort()
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="crash", suspected=True)
