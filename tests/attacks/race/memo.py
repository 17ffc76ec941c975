"""A loop, and a table of its results for all numbers that have been seen."""

from autograde.attacks import racing

MEAN_SQUARE = """
known = {}

def mean_square(x):
    key = x.tobytes()
    if key not in known:
        known[key] = slowly(x)
    return known[key]
"""
TWIN = """
known = {}

def mean_square(x):
    known[len(x)] = len(x)
    return float(x @ x) / known[len(x)]
"""

attack = racing(MEAN_SQUARE, TWIN, ("wrong", "timeout"))
