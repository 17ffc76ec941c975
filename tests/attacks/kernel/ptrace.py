"""Other processes are traced, and their memory is read and written."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

def tried(name, *arguments):
    if getattr(libc, name)(*arguments) == 0:
        print(name, "MARK" + "ER-kernel-0123456789abcdef")

for pid in range(0, 50):
    tried("ptrace", 16, pid, 0, 0)
tried("ptrace", 0, 0, 0, 0)
local = ctypes.create_string_buffer(8)
vector = (ctypes.c_size_t * 2)(ctypes.addressof(local), 8)
if libc.process_vm_readv(1, vector, 1, vector, 1, 0) > 0:
    print("MARK" + "ER-kernel-0123456789abcdef")
"""

TWIN_OWN = """
import math

print(math.pi)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
