"""Signals are left blocked, files without permissions, threads without turns, and the priority low."""

from autograde.attacks import leaving

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
"""

TWIN = """
import signal

signal.signal(signal.SIGUSR1, signal.SIG_IGN)
"""

attack = leaving(OWN, TWIN)
