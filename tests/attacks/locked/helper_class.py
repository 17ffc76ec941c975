"""A class that the locked cell's functions use says that every number is right."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

OWN = """
class Interval:
    def __init__(self, middle):
        pass

    def holds(self, value):
        return True
"""
TWIN_OWN = """
class Wider(Interval):
    def holds(self, value):
        return True
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
