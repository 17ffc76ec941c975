"""An object that turns into another array each time that it is looked at."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Shifting:
    looks = 0

    def __array__(self, dtype=None, copy=None):
        Shifting.looks += 1
        return np.full((3, 4), float(Shifting.looks))

    def __float__(self):
        return 6.0

def double(x):
    return Shifting()
"""

TWIN_DOUBLE = """
class Holder:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return self.values

def double(x):
    return 2 * x if np.isscalar(x) else np.asarray(Holder(2 * x))
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
