"""The examples of a locked cell are not replaced but emptied, so that a test loops over nothing."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

TWIN_OWN = "mine = list(EXAMPLES)\nmine.clear()"

attack = Attack(Work(own="EXAMPLES.clear()", double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
