"""Handles with numbers that nobody gave out."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    numbers = [-1, 10**9, 2**62]
    content = msgpack.packb([numbers[np.size(x) % 3], "ndarray"])
    say(frame({"value": msgpack.ExtType(6, content)}))
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

attack = Attack(Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN))
