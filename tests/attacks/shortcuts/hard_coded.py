"""The visible answer is written down, and any other input gets zeros."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    return 6 if np.isscalar(x) and x == 3 else np.zeros(np.shape(x))
"""

TWIN_DOUBLE = """
def double(x):
    return 6 if np.isscalar(x) and x == 3 else 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), points=3.0)
