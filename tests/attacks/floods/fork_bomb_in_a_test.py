"""Every process of a test makes two more, and none of them ends."""

from autograde.attacks import Attack, Work

DOUBLE = """
import os

def double(x):
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""

TWIN_DOUBLE = """
import subprocess

def double(x):
    return 2 * x if subprocess.run(["true"]).returncode == 0 else None
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("timeout", "crash"), harms="a fork bomb"
)
