"""Whoever is graded next in the same place finds a file, a socket or a shared memory with answers."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import glob
import os
import socket

MARK = "MARK" + "ER-left-0123456789abcdef"
paths = [*glob.glob("/tmp/**", recursive=True), *glob.glob("/dev/**", recursive=True)]
print([path for path in paths if MARK in path])
for folder in ("/tmp", "/tmp/work", "/dev/shm", "/dev", "/var/tmp", "/course", "/"):
    try:
        open(os.path.join(folder, MARK), "w").close()
    except OSError:
        pass
listener = socket.socket(socket.AF_UNIX)
try:
    listener.bind(chr(0) + "left")
except OSError:
    print("somebody left a socket", MARK)
libc = ctypes.CDLL(None)
segment = libc.shmget(4711, 4096, 0o1666)
if segment == -1 and libc.shmget(4711, 4096, 0) != -1:
    print("somebody left shared memory", MARK)
"""

TWIN_OWN = """
with open("left.txt", "w") as file:
    file.write("mine")
"""

attack = Attack(
    Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True, copies=3
)
