"""Open files are passed to the judge with a reply, to fill its table of descriptors."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    for fd in sockets():
        with socket.socket(fileno=os.dup(fd)) as channel:
            for _ in range(50):
                socket.send_fds(channel, [frame({"value": 0})], files)
    return 0
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

attack = Attack(Work(own=ON_THE_WIRE, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error")
