"""A cell that blocks all signals and never ends."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass
"""

TWIN_OWN = """
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
