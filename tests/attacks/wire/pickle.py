"""A pickle that would run a command, in the places where arrays and unknown extensions go."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    import pickle

    class Run:
        def __reduce__(self):
            return os.system, ("touch /tmp/pickled",)

    content = msgpack.ExtType(5 if np.isscalar(x) else 99, pickle.dumps(Run()))
    say(frame({"value": content}))
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
