"""The cap on printed text is lifted, and megabytes are printed."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import sys

for name in ("_limit", "limit"):
    setattr(sys.stdout, name, 10**9)
print("x" * 4_000_000)
"""

TWIN_OWN = """
import sys

sys.stdout.write("x" * 100)
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
