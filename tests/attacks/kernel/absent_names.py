"""Names that do not exist are looked up: the kernel remembers each."""

from autograde.attacks import Attack, Work

OWN = """
import os

for number in range(100_000):
    os.path.exists(f"/usr/lib/{number}-{'x' * 200}")
"""

TWIN_OWN = """
import os

print([os.path.exists(f"/usr/lib/{number}") for number in range(10)])
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
