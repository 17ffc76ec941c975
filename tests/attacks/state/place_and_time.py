"""Locale, time zone, environment and working folder are left changed."""

from autograde.attacks import leaving

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
"""

TWIN = """
import locale
import os

os.makedirs("kept", exist_ok=True)
number = locale.atof("0.5")
"""

attack = leaving(OWN, TWIN)
