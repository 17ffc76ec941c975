"""A loop, and a table of its results by the size of what it was given."""

from autograde.attacks import racing

MEAN_SQUARE = """
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

attack = racing(MEAN_SQUARE, TWIN)
