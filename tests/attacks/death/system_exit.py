"""SystemExit, KeyboardInterrupt and GeneratorExit from the function."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    raise SystemExit(0) if np.isscalar(x) else GeneratorExit
"""

TWIN_OWN = """
try:
    raise SystemExit
except SystemExit:
    print("caught")
"""

attack = Attack(Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error")
