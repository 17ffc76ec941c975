"""Every warning, and every overflow in NumPy, is left to be an error."""

from autograde.attacks import leaving

OWN = """
import warnings

def spoil():
    np.seterr(all="raise")
    warnings.simplefilter("error")

def is_spoiled():
    return np.geterr()["over"] == "raise" or ("error", None, Warning, None, 0) in warnings.filters
"""

TWIN = """
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    nothing = np.mean([])
"""

attack = leaving(OWN, TWIN)
