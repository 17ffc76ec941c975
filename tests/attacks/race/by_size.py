"""A loop, and a table of its results by the size of what it was given."""

from autograde.attacks import LOCKED, Attack, Work

MEAN_SQUARE = """
def slowly(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)

known = {}

def mean_square(x):
    if len(x) not in known:
        known[len(x)] = slowly(x)
    return known[len(x)]
"""
TWIN = """
ones = {}

def mean_square(x):
    if len(x) not in ones:
        ones[len(x)] = np.full(len(x), 1 / len(x))
    return float(ones[len(x)] @ x**2)
"""

attack = Attack(
    Work(mean_square=MEAN_SQUARE),
    twin=Work(mean_square=TWIN),
    points=4.0,
    assignment=LOCKED,
    exercise="mean_square",
)
