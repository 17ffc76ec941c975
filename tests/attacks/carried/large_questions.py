"""With a reference to ask, it asks with megabytes, again and again."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
def mean_square(x):
    if double(1.0) == 2.0:
        for _ in range(1000):
            double(np.ones(2**19))
    return 0.0
"""
TWIN = """
def mean_square(x):
    double(np.ones(2**16))
    return float(np.mean(x**2))
"""

attack = Attack(
    Work(double=WRONG, mean_square=MEAN_SQUARE),
    Work(mean_square=TWIN),
    points=0.0,
    outcome="wrong",
    suspected=False,
    assignment=LOCKED,
    exercise="mean_square",
)
