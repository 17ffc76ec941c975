"""The whole process group is made to wait for everybody else."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os

os.setpriority(os.PRIO_PGRP, 0, 19)
os.setpriority(os.PRIO_USER, 0, 19)
"""

TWIN_OWN = """
import os

print(os.nice(0))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
