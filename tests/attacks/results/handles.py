"""Objects that cannot travel, by the hundred thousand: each gets a handle of its own."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return tuple(object() for _ in range(300_000))"
TWIN_DOUBLE = "def double(x):\n    kept = tuple(object() for _ in range(300_000))\n    return 2 * x"

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("wrong", "timeout", "memory"))
