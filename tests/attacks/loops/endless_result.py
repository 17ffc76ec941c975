"""A result that never ends while it is looked at."""

from autograde.attacks import Attack, Work

DOUBLE = """
class Endless(dict):
    def __len__(self):
        return 3

    def items(self):
        while True:
            yield 1, 2

    def __iter__(self):
        return iter(int, 1)

    def keys(self):
        return iter(int, 1)

def double(x):
    return Endless()
"""

TWIN_DOUBLE = """
class Table(dict):
    pass

def double(x):
    return Table(value=2 * x)["value"]
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("timeout", "memory", "wrong", "error")
)
