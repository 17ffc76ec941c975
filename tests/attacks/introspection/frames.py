"""The function walks up the frames that called it, for the expected value and the test."""

from autograde.attacks import Attack, Work

OWN = """
import sys

def steal():
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if name in ("expected", "secret", "test", "source"):
                return value
        frame = frame.f_back
"""

DOUBLE = """
def double(x):
    return steal()
"""

TWIN_OWN = """
import traceback

def where():
    return traceback.extract_stack()[-1].name

print(where())
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), suspected=True)
