"""Exclusive locks on the data, which a neighbor's h5py then cannot open."""

from autograde.attacks import Attack, Work

OWN = """
import fcntl
import glob
import os
import time

kept = []
for path in glob.glob(os.environ.get("BACKPROP_DATA", "data") + "/*.h5"):
    for number in range(2):
        file = open(path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            kept.append(file)
        except BlockingIOError:
            print("MARK" + "ER-lock-0123456789abcdef")
"""

DOUBLE = """
def double(x):
    time.sleep(60)
"""

TWIN_OWN = """
import os

import h5py

path = os.environ.get("BACKPROP_DATA", "data") + "/circles.h5"
with h5py.File(path, locking=True) as file:
    factor = 2 * len(file) // len(file)
"""

TWIN_DOUBLE = """
def double(x):
    with h5py.File(path, locking=True) as file:
        return factor * x if len(file) else x
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), outcome="timeout")
