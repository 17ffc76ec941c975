"""Each of many processes takes as much memory as one may have."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os
import time

def double(x):
    for _ in range(4):
        if os.fork() == 0:
            break
    try:
        kept = np.ones(24 * 2**20)
    except MemoryError:
        pass
    time.sleep(60)
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * x
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="timeout", harms="it takes all memory"
)
