"""Forged replies about cells: what ran, what failed, and more output than is kept."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os
import socket
import stat
import struct
import time

import msgpack

def sockets():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                yield fd
        except OSError:
            pass

def say(data):
    for fd in sockets():
        os.write(fd, data)

def frame(value):
    data = msgpack.packb(value)
    return struct.pack("!I", len(data)) + data

for number in range(3):
    say(frame({"printed": "x" * 60_000, "raised": None}))
say(frame({"printed": 7, "raised": {"type": ["x"] * 1000, "message": {}, "line": -5}}))
"""

TWIN_OWN = """
import socket
import struct

import msgpack

one, two = socket.socketpair()
one.sendall(struct.pack("!I", 3) + msgpack.packb([1, 2]))
print(len(two.recv(100)))
one.close()
two.close()
"""

attack = Attack(
    Work(own=OWN, double=WRONG),
    twin=Work(own=TWIN_OWN),
    points=(0.0, 2.0),
    outcome=("crash", "wrong", "timeout", "tampering"),
    suspected=None,
)
