"""A reply that is begun and not ended."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = r"""
def double(x):
    say(struct.pack("!I", 1000) + b"\x81\xa5value")
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

attack = Attack(Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="timeout")
