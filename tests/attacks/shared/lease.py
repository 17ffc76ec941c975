"""Leases on files that everybody reads, so that whoever opens one waits for 45 seconds."""

from autograde.attacks import Attack, Work

OWN = """
import fcntl
import glob
import os

import numpy as np
from helpers import checks

paths = [np.__file__, *glob.glob(os.path.dirname(checks.__file__) + "/*.py")]
paths += glob.glob(os.environ.get("BACKPROP_DATA", "data") + "/*.h5")
kept = []
for path in paths:
    for kind in (fcntl.F_RDLCK, fcntl.F_WRLCK):
        try:
            file = open(path)
            fcntl.fcntl(file, fcntl.F_SETLEASE, kind)
            kept.append(file)
            print("MARK" + "ER-lease-0123456789abcdef")
        except OSError:
            pass
"""

TWIN_OWN = """
import inspect

from helpers import checks

with open(checks.__file__) as file:
    text = file.read()
"""

TWIN_DOUBLE = """
def double(x):
    with open(np.__file__) as file:
        return 2 * x if "close" in text and file.read(1) else x
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed")
