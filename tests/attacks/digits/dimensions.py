"""A result has a dimension for each digit of a hidden number, of that length."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    return np.zeros([int(digit) for digit in str(x[0, 0]) if digit != "."])
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * np.reshape(x, [1, 1, 1, *np.shape(x)]).reshape(np.shape(x))
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    tells=r"\(2, 7, 1, 8, 2",
)
