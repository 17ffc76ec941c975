"""It sets flags of descriptors that it has inherited, for whoever inherits them next."""

from autograde.attacks import Attack, Work

OWN = """
import fcntl
import os

found = {}
for descriptor in range(20):
    try:
        found[descriptor] = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    except OSError:
        pass
for descriptor, flags in found.items():
    if flags & os.O_APPEND:
        print("MARK" + "ER-flags-0123456789abcdef")
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_APPEND)
"""

TWIN_OWN = """
import fcntl
import os

with open("mine", "w") as file:
    fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", copies=3)
