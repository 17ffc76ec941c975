"""With a reference to ask, it asks with what cannot travel, or is not what it seems."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
class Odd(float):
    def __reduce__(self):
        return print, ("MARKER",)

    def __mul__(self, other):
        return self

    __rmul__ = __mul__

def mean_square(x):
    if double(1.0) != 2.0:
        return 0.0
    for each in (object(), lambda: 1, Odd(2), [Odd(1)] * 9, {"x": {1}}, np.zeros((1,) * 32), 10**400):
        try:
            if double(each) == 2.0:
                return float(np.mean(x**2))
        except Exception:
            pass
    return 0.0
"""
TWIN = """
def mean_square(x):
    for each in ([1.0], {1: 2.0}, "text"):
        try:
            double(each)
        except Exception:
            pass
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
