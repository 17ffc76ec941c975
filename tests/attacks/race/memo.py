"""A loop, and a table of its results for all numbers that have been seen."""

from autograde.attacks import LOCKED, Attack, Work

MEAN_SQUARE = """
def slowly(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)

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

attack = Attack(
    Work(mean_square=MEAN_SQUARE),
    twin=Work(mean_square=TWIN),
    points=4.0,
    outcome=("wrong", "timeout"),
    assignment=LOCKED,
    exercise="mean_square",
)
