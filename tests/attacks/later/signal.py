"""A timer goes off in the middle of a test, and its handler raises what ends a cell well."""

from autograde.attacks import Attack, Work

OWN = """
import signal

def end_well(*args):
    raise SystemExit(0)

signal.signal(signal.SIGALRM, end_well)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, end_well)
"""

DOUBLE = """
def double(x):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    while True:
        pass
"""

TWIN_OWN = """
import signal

print(signal.getsignal(signal.SIGALRM))
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error")
