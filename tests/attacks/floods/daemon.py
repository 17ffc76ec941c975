"""A process that leaves its session and its parent goes on after the notebook has ended."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        while True:
            time.sleep(0.01)
    os._exit(0)
"""

TWIN_OWN = """
import os
import time

if os.fork() == 0:
    os.setsid()
    os._exit(0)
"""

attack = Attack(
    Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), harms="a process that does not end", suspected=True
)
