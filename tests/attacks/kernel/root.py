"""It becomes root: by setuid, by a copy of a shell, by capabilities."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

def tried(name, *arguments):
    if getattr(libc, name)(*arguments) == 0:
        print(name, "MARK" + "ER-kernel-0123456789abcdef")

import os
import shutil

for name in ("setuid", "seteuid", "setgid", "setegid"):
    tried(name, 0) if os.getuid() else None
shutil.copy("/bin/sh", "/tmp/work/sh")
os.chmod("/tmp/work/sh", 0o6755)
print(os.popen("/tmp/work/sh -p -c id").read(), os.popen("su -c id; sudo -n id").read())
header, wanted = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
tried("capset", header, wanted)
"""

TWIN_OWN = """
import math

print(math.pi)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
