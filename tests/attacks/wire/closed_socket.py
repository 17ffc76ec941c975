"""The channel to the judge is closed, and another one put into its place."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    one, two = socket.socketpair()
    for fd in sockets():
        if fd not in (one.fileno(), two.fileno()):
            os.dup2(one.fileno(), fd)
    two.sendall(frame({"value": 6}))
    return 6
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

attack = Attack(Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="crash")
