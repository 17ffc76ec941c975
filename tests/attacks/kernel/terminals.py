"""Pseudo terminals, of which the whole machine has a few thousand."""

from autograde.attacks import Attack, Work

OWN = """
import os

for path in ("/dev/ptmx", "/dev/pts/ptmx"):
    try:
        kept = [os.open(path, os.O_RDWR | os.O_NOCTTY) for _ in range(50)]
        print("MARK" + "ER-terminal-0123456789abcdef")
    except OSError:
        pass
"""

TWIN_OWN = """
import sys

print(sys.stdout.isatty())
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
