"""Memory that no address space counts: files that exist in memory alone."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os

def double(x):
    kept = []
    while True:
        kept.append(os.memfd_create("flood"))
        for _ in range(8):
            os.write(kept[-1], bytes(2**20))
"""

TWIN_OWN = """
import tempfile

with tempfile.TemporaryFile() as file:
    file.write(bytes(1000))
"""

attack = Attack(Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error", harms="it takes all memory")
