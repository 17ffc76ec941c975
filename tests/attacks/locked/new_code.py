"""The locked cell's own function and class stay, and get other code inside."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

OWN = """
check.__code__ = (lambda x, right: None).__code__
Interval.holds = lambda self, value: True
answers.__code__ = (lambda numbers: [2 * number for number in numbers]).__code__
"""
TWIN_OWN = """
def mine(x, right):
    return check(x, right)

mine.__code__ = (lambda x, right: None).__code__
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
