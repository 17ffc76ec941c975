"""An array whose comparisons, differences and sums all say that it is right."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Right(np.ndarray):
    def __array_finalize__(self, other):
        pass

    def __eq__(self, other):
        return np.ones(self.shape, bool)

    __le__ = __lt__ = __ge__ = __gt__ = __eq__

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def all(self, *args, **kwargs):
        return True

    __hash__ = None

def double(x):
    return np.zeros(np.shape(x)).view(Right)
"""

TWIN_DOUBLE = """
class Named(np.ndarray):
    name = "a subclass like another"

def double(x):
    return 2 * x if np.isscalar(x) else (2 * x).view(Named)
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), suspected=True)
