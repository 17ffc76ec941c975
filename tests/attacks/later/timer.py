"""A thread ends the process half a second later, when somebody else may be using it."""

from autograde.attacks import Attack, Work

OWN = """
import os
import threading

threading.Timer(0.5, os._exit, (0,)).start()
"""

DOUBLE = """
def double(x):
    threading.Timer(0.01, os._exit, (0,)).start()
    while True:
        pass
"""

TWIN_OWN = """
import threading

timer = threading.Timer(60, print)
timer.cancel()
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="crash", suspected=True)
