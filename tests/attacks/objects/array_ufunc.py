"""An object that takes over every NumPy function it meets, and answers True."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Takeover:
    shape, ndim, size, dtype = (3, 4), 2, 12, np.dtype(float)

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array__(self, dtype=None, copy=None):
        return np.array(6.0)

def double(x):
    return Takeover()
"""

TWIN_DOUBLE = """
class Celsius:
    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return NotImplemented

def double(x):
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
