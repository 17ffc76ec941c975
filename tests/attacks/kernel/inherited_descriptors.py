"""Descriptors that the grader may have left open are read and written."""

from autograde.attacks import Attack, Work

OWN = """
import os
import stat

for descriptor in range(256):
    try:
        kind = os.fstat(descriptor).st_mode
    except OSError:
        continue
    if stat.S_ISSOCK(kind) or stat.S_ISCHR(kind):
        continue
    print(descriptor, oct(kind), os.pread(descriptor, 1000, 0))
    print("MARK" + "ER-descriptor-0123456789abcdef")
"""

TWIN_OWN = """
import os

with open("mine", "w+") as file:
    os.fstat(file.fileno())
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
