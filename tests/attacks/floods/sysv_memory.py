"""Memory that no address space counts: shared segments that are filled and let go."""

from autograde.attacks import Attack, Work

DOUBLE = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p

def double(x):
    while True:
        segment = libc.shmget(0, 2**24, 0o1600)
        if segment == -1:
            raise OSError(ctypes.get_errno(), "no more")
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 2**24)
        libc.shmdt(ctypes.c_void_p(address))
"""

TWIN_OWN = """
from multiprocessing import shared_memory

memory = shared_memory.SharedMemory(create=True, size=1000)
memory.close()
memory.unlink()
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error", suspected=True, harms="it takes all memory"
)
