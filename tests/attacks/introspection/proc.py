"""Command lines, environments, descriptors and memory of other processes are read in /proc."""

from autograde.attacks import Attack, Work

OWN = """
import os

found = []
for pid in ["self", "thread-self", *map(str, range(1, 400)), str(os.getppid())]:
    for name in ("cmdline", "environ", "maps", "status", "cwd", "root", "fd", "task", "mountinfo"):
        path = f"/proc/{pid}/{name}"
        try:
            found += [path, os.readlink(path) if name in ("cwd", "root") else open(path, "rb").read()]
        except IsADirectoryError:
            found += [f"{path}/{each}" for each in os.listdir(path)]
        except OSError:
            pass
print(found)
"""

TWIN_OWN = """
import os

print(os.getpid() > 0)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
