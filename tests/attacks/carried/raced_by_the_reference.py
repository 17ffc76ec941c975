"""Its loop's work is done by questions, so that another process has the time."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
def mean_square(x):
    if len(x) < 9:
        return float(np.mean(x**2))
    total = 0.0
    for each in x.tolist():
        total += double(each * each)
    return total / 2 / len(x)
"""
TWIN = """
def mean_square(x):
    return float(np.mean(double(x**2))) / 2
"""

attack = Attack(
    Work(double=WRONG, mean_square=MEAN_SQUARE),
    Work(mean_square=TWIN),
    points=(0.0, 1.0),
    outcome=("wrong", "timeout"),
    suspected=False,
    assignment=LOCKED,
    exercise="mean_square",
)
