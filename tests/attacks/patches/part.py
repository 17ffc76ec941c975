"""A part of a test passes whatever happens in it."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
checks.Part.fail = lambda self, error: None
checks.Part.passed = property(lambda self: True)
"""

TWIN_OWN = """
with checks.part(1, "a part of her own"):
    checks.require(True, "true is true")
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
