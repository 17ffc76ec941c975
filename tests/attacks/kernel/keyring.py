"""Something is left in the kernel's keyring, for another submission to find."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

def tried(name, *arguments):
    if getattr(libc, name)(*arguments) == 0:
        print(name, "MARK" + "ER-kernel-0123456789abcdef")

user_keyring = -4
added = libc.syscall(248, b"user", b"left", b"answers", 7, user_keyring)
if added > 0 or libc.syscall(250, 0, user_keyring, 0) > 0:
    print("MARK" + "ER-kernel-0123456789abcdef")
"""

TWIN_OWN = """
import math

print(math.pi)
"""

attack = Attack(
    Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True, copies=3
)
