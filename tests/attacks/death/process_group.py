"""A signal to process group 0, which reached the process that all submissions are forked from."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os
import signal

def double(x):
    os.kill(0, signal.SIGKILL)
"""

TWIN_OWN = """
import os

print(os.getpgid(0) >= 0)
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="crash", copies=3, harms="it kills what started it"
)
