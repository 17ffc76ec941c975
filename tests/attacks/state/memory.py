"""Garbage collection is left off, the stack short, and the limits of open files and memory low."""

from autograde.attacks import leaving

OWN = """
import gc
import resource
import sys

def spoil():
    gc.disable()
    gc.set_threshold(1)
    sys.setrecursionlimit(200)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(60, most), most))

def is_spoiled():
    return (
        not gc.isenabled()
        or gc.get_threshold()[0] == 1
        or sys.getrecursionlimit() == 200
        or resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 60
    )
"""

TWIN = """
import sys

sys.setrecursionlimit(5000)
"""

attack = leaving(OWN, TWIN, suspected=True)
