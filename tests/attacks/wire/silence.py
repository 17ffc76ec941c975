"""The process stops itself, and never answers."""

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
    import signal
    os.kill(os.getpid(), signal.SIGSTOP)
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

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="timeout")
