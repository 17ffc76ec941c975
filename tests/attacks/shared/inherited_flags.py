"""It sets flags of descriptors that it has inherited, for whoever inherits them next."""

from autograde.attacks import Attack, Work

OWN = """
import fcntl
import os

for descriptor in range(64):
    try:
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        if flags & os.O_APPEND:
            print("MARK" + "ER-flags-0123456789abcdef")
        if descriptor < 20:
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_APPEND)
    except OSError:
        pass
"""

TWIN_OWN = """
import fcntl
import os

with open("mine", "w") as file:
    fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", copies=3)
