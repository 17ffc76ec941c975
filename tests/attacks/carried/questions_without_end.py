"""With a reference to ask, it asks for ever."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
def mean_square(x):
    y = 1.0
    while double(y) == 2.0:
        pass
    return 0.0
"""
TWIN = """
def mean_square(x):
    for _ in range(50):
        double(1.0)
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
