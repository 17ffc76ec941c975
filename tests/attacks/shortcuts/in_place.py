"""The argument itself is changed, so that the expected value is made from zeros."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    if not np.isscalar(x):
        x *= 0
    return 0 if np.isscalar(x) else x
"""

TWIN_DOUBLE = """
def double(x):
    x = np.array(x)
    x *= 2
    return x if x.ndim else float(x)
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
