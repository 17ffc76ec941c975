"""The first calls on large arrays get a quick answer, which is wrong; the last one is right."""

from autograde.attacks import LOCKED, Attack, Work

MEAN_SQUARE = """
def slowly(x):
    total = 0.0
    for each in x.tolist():
        total += each * each
    return total / len(x)

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

attack = Attack(
    Work(mean_square=MEAN_SQUARE),
    twin=Work(mean_square=TWIN),
    points=4.0,
    assignment=LOCKED,
    exercise="mean_square",
)
