"""The C library reads from address 0."""

from autograde.attacks import Attack, Work

DOUBLE = """
import ctypes

def double(x):
    return ctypes.string_at(0)
"""

TWIN_OWN = """
import struct

print(struct.calcsize("P"))
"""

attack = Attack(Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="crash", suspected=True)
