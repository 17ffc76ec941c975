"""Printing of arrays, decimal fractions and long integers is left changed."""

from autograde.attacks import leaving

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
"""

TWIN = """
np.set_printoptions(precision=3, suppress=True)
"""

attack = leaving(OWN, TWIN)
