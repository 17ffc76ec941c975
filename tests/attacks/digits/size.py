"""A result has as many rows as a hidden number says."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    return np.zeros((int(x[0, 0]), 2))
"""

TWIN_DOUBLE = """
def double(x):
    return np.concatenate([x, x]).reshape(2, *np.shape(x)).sum(axis=0) if np.ndim(x) else 2 * x
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    tells=r"\(27182, 2\)",
)
