"""A list, and a dict, that say they have four billion elements."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = r"""
def double(x):
    data = b"\x81\xa5value" + (b"\xdd" if np.isscalar(x) else b"\xdf") + b"\xff\xff\xff\xff"
    say(struct.pack("!I", len(data)) + data)
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
