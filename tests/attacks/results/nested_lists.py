"""A million lists in lists, each of which has to be looked into."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return [[[0.5]] * 100] * 3_000"
TWIN_DOUBLE = "def double(x):\n    kept = [[[0.5]] * 100] * 3_000\n    return 2 * x"

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
