"""It asks which pages of shared files are in memory, and throws some out."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import mmap
import os

import numpy as np

libc = ctypes.CDLL(None)
file = os.open(np.__file__, os.O_RDONLY)
mapped = mmap.mmap(file, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
address = ctypes.c_void_p(np.frombuffer(mapped, np.uint8).ctypes.data)
answered = libc.mincore(address, ctypes.c_size_t(4096), ctypes.create_string_buffer(1)) == 0
answered |= libc.madvise(address, ctypes.c_size_t(4096), 21) == 0
for ask in (
    lambda: os.preadv(file, [bytearray(10)], 0, os.RWF_NOWAIT),
    lambda: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED),
):
    try:
        ask()
        answered = True
    except BlockingIOError:
        answered = True
    except OSError:
        pass
if answered:
    print("MARK" + "ER-cache-0123456789abcdef")
"""

TWIN_OWN = """
import mmap
import os

with open("mine", "w+b") as file:
    file.write(bytes(4096))
    file.flush()
    mapped = mmap.mmap(file.fileno(), 4096)
    mapped[0] = 2
    mapped.flush()
    factor = os.preadv(file.fileno(), [bytearray(2)], 0) * mapped[0] // 2
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(
    Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed", suspected=True
)
