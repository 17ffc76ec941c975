"""File systems are mounted, unmounted and moved, and the root is changed."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

def tried(name, *arguments):
    if getattr(libc, name)(*arguments) == 0:
        print(name, "MARK" + "ER-kernel-0123456789abcdef")

import os

tried("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None)
tried("mount", b"proc", b"/proc", b"proc", 0, None)
tried("mount", b"/", b"/tmp/work", None, 4096, None)
tried("umount2", b"/proc", 2)
tried("umount2", b"/tmp", 2)
tried("chroot", b"/tmp")
tried("syscall", 155, b"/tmp", b"/tmp")
tried("syscall", 429, -100, b"/tmp", -100, b"/tmp/x", 0)
print(os.listdir("/proc"))
"""

TWIN_OWN = """
import math

print(math.pi)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
