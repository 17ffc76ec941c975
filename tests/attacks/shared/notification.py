"""It asks to be told whenever anybody reads the helpers or the data."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import fcntl
import os

from helpers import checks

libc = ctypes.CDLL(None)
folder = os.path.dirname(checks.__file__)
watches = [libc.inotify_init1(0), libc.fanotify_init(0x200, 0)]
try:
    watches.append(fcntl.fcntl(os.open(folder, os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS))
except OSError:
    pass
if max(watches) >= 0:
    print("MARK" + "ER-notification-0123456789abcdef")
"""

TWIN_OWN = """
import os

with open("mine", "w") as file:
    before = os.stat("mine").st_mtime_ns
    file.write("changed")
print(os.stat("mine").st_mtime_ns >= before)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
