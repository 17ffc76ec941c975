"""An array of NaN, with every payload there is, where numbers are expected."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    bits = np.arange(np.size(x), dtype=np.uint64) + 0x7FF8000000000001
    return bits.view(float).reshape(np.shape(x)) if np.size(x) > 1 else float("nan")
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
