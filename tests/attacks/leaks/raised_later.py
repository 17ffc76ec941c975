"""The hidden inputs are kept in a file, and raised in a visible test of the next exercise."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    with open("kept", "a") as file:
        file.write(repr(x))
    return 2 * x
"""

MEAN_SQUARE = """
def mean_square(x):
    raise ValueError(open("kept").read())
"""

TWIN_MEAN_SQUARE = """
def mean_square(x):
    if np.size(x) == 0:
        raise ValueError("no mean of nothing")
    return float(np.mean(x ** 2))
"""

attack = Attack(
    Work(double=DOUBLE, mean_square=MEAN_SQUARE),
    twin=Work(mean_square=TWIN_MEAN_SQUARE),
    points=3.0,
    outcome="passed",
)
