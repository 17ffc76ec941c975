"""A dict of half a million keys, all of which a message might name."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return {f'key {number}': None for number in range(450_000)}"
TWIN_DOUBLE = (
    "def double(x):\n    names = {f'key {number}': x for number in range(450)}\n    return 2 * names['key 7']"
)

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("wrong", "timeout"))
