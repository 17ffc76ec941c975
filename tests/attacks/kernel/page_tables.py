"""Single pages, each a gigabyte from the next: their page tables take more than they do."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
for number in range(60_000):
    place = (1 << 32) + (number << 30)
    if libc.mmap(ctypes.c_void_p(place), ctypes.c_size_t(4096), 3, 0x32, -1, ctypes.c_long(0)) != place:
        break
    ctypes.memset(place, 1, 1)
"""

TWIN_OWN = """
import mmap

mapped = mmap.mmap(-1, 2**24)
mapped[::4096] = bytes(len(mapped) // 4096)
"""

attack = Attack(
    Work(own=OWN),
    twin=Work(own=TWIN_OWN),
    points=(0.0, 2.0, 5.0),
    outcome=("passed", "timeout", "error", "crash"),
    suspected=True,
    harms="it takes half a gigabyte",
)
