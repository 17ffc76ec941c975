"""A loop, and a table of its results by where the array is in memory, and how it begins."""

from autograde.attacks import LOCKED, Attack, Work

MEAN_SQUARE = """
def slowly(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)

known = {}

def mean_square(x):
    key = id(x) if len(x) < 9 else len(x), x.ctypes.data % 64
    if key not in known:
        known[key] = slowly(x)
    return known[key]
"""
TWIN = """
seen = set()

def mean_square(x):
    seen.add(id(x))
    return float((x**2).mean())
"""

attack = Attack(
    Work(mean_square=MEAN_SQUARE),
    twin=Work(mean_square=TWIN),
    points=4.0,
    outcome=("wrong", "timeout"),
    assignment=LOCKED,
    exercise="mean_square",
)
