"""A thread keeps replacing names of the judge, as soon as they appear."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import threading

def replace():
    while True:
        for name in ("expected", "checks", "total", "ledger"):
            globals()[name] = type("Kind", (), {"__getattr__": lambda self, name: lambda *a, **k: None})()

threading.Thread(target=replace, daemon=True).start()
"""

TWIN_OWN = """
import threading

thread = threading.Thread(target=print, args=("from a thread",))
thread.start()
thread.join()
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
