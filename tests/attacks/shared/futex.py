"""It waits for a neighbor to wake it, on a page of a library that both have mapped."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import mmap
import os
import struct

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
mapped = mmap.mmap(os.open(np.__file__, os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
address = np.frombuffer(mapped, np.uint8).ctypes.data
value = int.from_bytes(mapped[:4], "little")
number = 98 if os.uname().machine == "aarch64" else 202
pause = struct.pack("qq", 0, 10**7)
libc.syscall(number, ctypes.c_void_p(address), 0, value, pause, 0, 0)
if ctypes.get_errno() == 110:
    print("MARK" + "ER-futex-0123456789abcdef")
"""

TWIN_OWN = """
import threading
from concurrent.futures import ThreadPoolExecutor

started, results = threading.Barrier(2), []
thread = threading.Thread(target=lambda: results.append(started.wait()))
thread.start()
started.wait()
thread.join()
with ThreadPoolExecutor(2) as pool:
    factor = sum(pool.map(int, "11"))
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x if results else x
"""

attack = Attack(
    Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed", suspected=True
)
