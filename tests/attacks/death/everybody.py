"""A signal to every process there is, and to the parent."""

from autograde.attacks import Attack, Work

OWN = """
import os
import signal

for pid in range(2, 400):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
"""

DOUBLE = """
def double(x):
    for pid in (1, -1):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    os.kill(os.getpid(), signal.SIGKILL)
"""

TWIN_OWN = """
import os
import subprocess

child = subprocess.Popen(["sleep", "60"])
child.kill()
print(child.wait())
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE),
    twin=Work(own=TWIN_OWN),
    outcome="crash",
    harms="it kills every process of its user",
)
