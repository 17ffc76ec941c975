"""A cell that waits for ever, in an event loop and on a lock that it holds."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import asyncio

await asyncio.sleep(10**9)
"""

LATE = """
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
"""

TWIN_OWN = """
import asyncio

await asyncio.sleep(0)
"""

attack = Attack(Work(own=OWN, double=WRONG, late=LATE), twin=Work(own=TWIN_OWN))
