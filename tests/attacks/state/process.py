"""Signals are left blocked, files without permissions, threads without turns, and the priority low."""

from autograde.attacks import Attack, Work

OWN = """
import os
import signal
import sys

def spoil():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.umask(0o777)
    sys.setswitchinterval(100)
    os.nice(19)

def is_spoiled():
    mask = os.umask(0o22)
    os.umask(mask)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return mask == 0o777 or bool(blocked) or sys.getswitchinterval() == 100 or os.nice(0) == 19

LEFT_BY_ANOTHER = is_spoiled()
"""

DOUBLE = """
def double(x):
    spoil()
    return 0 if LEFT_BY_ANOTHER else 2 * x
"""

MEAN_SQUARE = """
def mean_square(x):
    return 0 if LEFT_BY_ANOTHER or is_spoiled() else float(np.mean(x ** 2))
"""

LAST = """
spoil()
print(is_spoiled())
"""

TWIN = """
import signal

signal.signal(signal.SIGUSR1, signal.SIG_IGN)
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=False,
    copies=3,
)
