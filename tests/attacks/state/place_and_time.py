"""Locale, time zone, environment and working folder are left changed."""

from autograde.attacks import Attack, Work

OWN = """
import locale
import os
import time

def spoil():
    os.environ["TZ"] = "LEFT+13"
    os.environ["LC_ALL"] = "left"
    time.tzset()
    locale.setlocale(locale.LC_CTYPE, "POSIX")
    folder = os.path.abspath("left")
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)

def is_spoiled():
    return (
        time.tzname[0] == "LEFT"
        or os.environ.get("LC_ALL") == "left"
        or os.path.basename(os.getcwd()) == "left"
        or locale.setlocale(locale.LC_CTYPE) in ("C", "POSIX")
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
import locale
import os

os.makedirs("kept", exist_ok=True)
number = locale.atof("0.5")
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE, mean_square=MEAN_SQUARE, last=LAST),
    twin=Work(own=TWIN),
    points=5.0,
    outcome="passed",
    suspected=False,
    copies=3,
)
