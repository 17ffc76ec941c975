"""Thousands of files are sent on their way, where no limit of open files counts them."""

from autograde.attacks import Attack, Work

OWN = """
import os
import socket

one, two = socket.socketpair()
sent = 0
try:
    while sent < 400:
        files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
        socket.send_fds(one, [b"x"], files)
        sent += len(files)
        for file in files:
            os.close(file)
except OSError:
    pass
if sent > 256:
    print("MARK" + "ER-under-way-0123456789abcdef", sent)
"""

TWIN_OWN = """
import os

files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
for file in files:
    os.close(file)
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
