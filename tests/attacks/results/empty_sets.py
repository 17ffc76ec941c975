"""A million empty sets: three bytes each on their way, and two hundred where they arrive."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return [set()] * 999_000"
TWIN_DOUBLE = "def double(x):\n    return 2 * x if [set()] * 999 else None"

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("wrong", "timeout", "memory"))
