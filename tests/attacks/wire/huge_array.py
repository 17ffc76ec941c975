"""As many booleans as a message may have, where three numbers are expected."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    return np.ones(8 * 2**20 - 100, dtype=bool)
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
