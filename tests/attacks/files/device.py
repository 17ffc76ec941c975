"""The notebook is a device, or a socket for those who may not make one."""

import os
import stat
from pathlib import Path

from autograde.attacks import Attack, Work


def place(path: Path, data: bytes) -> None:
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError:
        os.mknod(path, 0o666 | stat.S_IFSOCK)


attack = Attack(Work(place=place), points=0.0, outcome="unanswered")
