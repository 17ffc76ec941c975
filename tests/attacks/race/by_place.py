"""A loop, and a table of its results by where the array is in memory, and how it begins."""

from autograde.attacks import racing

MEAN_SQUARE = """
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

attack = racing(MEAN_SQUARE, TWIN, ("wrong", "timeout"))
