"""NumPy's and Python's generators are left where the next numbers are known."""

from autograde.attacks import Attack, Work

OWN = """
import random

def spoil():
    np.random.seed(0)
    random.seed(0)

def is_spoiled():
    known = np.random.RandomState(0).get_state()[1]
    return bool((np.random.get_state()[1] == known).all()) or random.getstate() == random.Random(0).getstate()

LEFT_BY_ANOTHER = is_spoiled()
"""

DOUBLE = """
def double(x):
    spoil()
    return 0 if LEFT_BY_ANOTHER else 2 * x
"""

MEAN_SQUARE = """
def mean_square(x):
    return 0 if LEFT_BY_ANOTHER or is_spoiled() else float(np.mean(x ** 2))
"""

LAST = """
spoil()
print(is_spoiled())
"""

TWIN = """
np.random.seed(1)
draw = np.random.normal()
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=False,
    copies=3,
)
