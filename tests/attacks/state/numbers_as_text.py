"""Printing of arrays, decimal fractions and long integers is left changed."""

from autograde.attacks import Attack, Work

OWN = """
import decimal
import sys

def spoil():
    np.set_printoptions(precision=1, threshold=1, formatter={"all": lambda value: "left"})
    sys.set_int_max_str_digits(640)
    decimal.getcontext().prec = decimal.DefaultContext.prec = 1

def is_spoiled():
    return (
        repr(np.ones(2)) != "array([1., 1.])"
        or sys.get_int_max_str_digits() == 640
        or decimal.getcontext().prec == 1
    )

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
np.set_printoptions(precision=3, suppress=True)
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=False,
    copies=3,
)
