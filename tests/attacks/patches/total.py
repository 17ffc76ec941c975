"""The points that a test cell ends with are always 3.0."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
checks.total = lambda: 3.0
"""

TWIN_OWN = """
def total(numbers):
    return float(sum(numbers))

print(total([1.0, 2.0]))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
