"""An array of objects that are equal to everything."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Equal:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = None

def double(x):
    result = np.empty(np.shape(x), dtype=object)
    result[...] = Equal()
    return result
"""

TWIN_DOUBLE = """
def double(x):
    boxes = np.empty(2, dtype=object)
    boxes[0] = 2 * x
    return boxes[0]
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), suspected=True)
