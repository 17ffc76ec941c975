"""The first call, which is visible, is answered; the others get what is cheap."""

from autograde.attacks import Attack, Work

DOUBLE = """
calls = 0

def double(x):
    global calls
    calls += 1
    return 2 * x if calls == 1 else x
"""

TWIN_DOUBLE = """
calls = 0

def double(x):
    global calls
    calls += 1
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), points=3.0)
