"""A trace function watches every call for a variable named `expected`."""

from autograde.attacks import Attack, Work

OWN = """
import sys
import threading

seen = []

def trace(frame, event, argument):
    if "expected" in frame.f_locals:
        seen.append(frame.f_locals["expected"])
    return trace

sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
"""

DOUBLE = """
def double(x):
    return seen[-1] if seen else 0
"""

TWIN_OWN = """
import timeit

print(timeit.timeit("1 + 1", number=10) >= 0)
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), suspected=True)
