"""Every warning, and every overflow in NumPy, is left to be an error."""

from autograde.attacks import Attack, Work

OWN = """
import warnings

def spoil():
    np.seterr(all="raise")
    warnings.simplefilter("error")

def is_spoiled():
    return np.geterr()["over"] == "raise" or ("error", None, Warning, None, 0) in warnings.filters

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
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    nothing = np.mean([])
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=False,
    copies=3,
)
