"""A locked cell's `check`, which a test calls, becomes a function that accepts everything."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

OWN = "def check(x, right):\n    pass"
TWIN_OWN = "def check_all():\n    for x, right in EXAMPLES:\n        check(x, right)"

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
