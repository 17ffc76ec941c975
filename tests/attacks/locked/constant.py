"""The tolerance that a locked cell sets becomes so large that every number is close enough."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

TWIN_OWN = "tolerance = 1e9\nprint(TOLERANCE < tolerance)"

attack = Attack(Work(own="TOLERANCE = 1e9", double=WRONG), twin=Work(own=TWIN_OWN), assignment=LOCKED)
