"""Message queues and semaphores, under names that a neighbor may know."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import os

libc = ctypes.CDLL(None)
arm = os.uname().machine == "aarch64"
found = [
    libc.semget(4711, 1, 0o1666),
    libc.msgget(4711, 0o1666),
    libc.syscall(180 if arm else 240, b"left", 0o102, 0o666, None),
]
if max(found) >= 0:
    print("MARK" + "ER-queue-0123456789abcdef")
"""

TWIN_OWN = """
import queue
import threading

letters = queue.Queue()
threading.Thread(target=letters.put, args=(2,)).start()
factor = letters.get()
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(
    Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed", suspected=True
)
