"""The first calls on large arrays get a quick answer, which is wrong; the last one is right."""

from autograde.attacks import racing

MEAN_SQUARE = """
calls = 0

def mean_square(x):
    global calls
    calls += len(x) > 9
    return 1.0 if 0 < calls < 3 else slowly(x)
"""
TWIN = """
calls = 0

def mean_square(x):
    global calls
    calls += 1
    return float(np.mean(x**2))
"""

attack = racing(MEAN_SQUARE, TWIN)
