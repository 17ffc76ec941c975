"""A float that is equal to, and as close as you like to, any other."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Close(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return Close(0)

    __rsub__ = __abs__ = __sub__
    __hash__ = float.__hash__

    def __le__(self, other):
        return True

def double(x):
    return Close(1)
"""

TWIN_DOUBLE = """
class Metres(float):
    unit = "m"

def double(x):
    return Metres(6) if np.isscalar(x) and x == 3 else 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), suspected=True)
