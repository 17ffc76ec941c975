"""NumPy's and Python's generators are left where the next numbers are known."""

from autograde.attacks import leaving

OWN = """
import random

def spoil():
    np.random.seed(0)
    random.seed(0)

def is_spoiled():
    known = np.random.RandomState(0).get_state()[1]
    return bool((np.random.get_state()[1] == known).all()) or random.getstate() == random.Random(0).getstate()
"""

TWIN = """
np.random.seed(1)
draw = np.random.normal()
"""

attack = leaving(OWN, TWIN)
