"""The result answers every comparison with yes."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Equal:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __le__ = __ge__ = __lt__ = __gt__ = __eq__
    __hash__ = object.__hash__

    def __bool__(self):
        return True

    def __float__(self):
        return 6.0

    def __getattr__(self, name):
        return Equal()

def double(x):
    return Equal()
"""

TWIN_DOUBLE = """
class Pair:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value

def double(x):
    return max([2 * x], key=id)
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), suspected=True)
