"""An endless loop that catches whatever would end it."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
"""

TWIN_DOUBLE = """
def double(x):
    for _ in range(1000):
        pass
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="timeout")
