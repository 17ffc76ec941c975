"""Every process makes two more, for ever."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
"""

TWIN_OWN = """
import os

if os.fork() == 0:
    os.execv("/bin/true", ["true"])
os.wait()
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=False, harms="a fork bomb")
