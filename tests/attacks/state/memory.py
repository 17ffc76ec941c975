"""Garbage collection is left off, the stack short, and the limits of open files and memory low."""

from autograde.attacks import Attack, Work

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
import sys

sys.setrecursionlimit(5000)
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=True,
    copies=3,
)
