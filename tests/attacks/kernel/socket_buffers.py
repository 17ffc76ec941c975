"""A pair of sockets is given buffers of many megabytes, which no limit of its memory counts."""

from autograde.attacks import Attack, Work

OWN = """
import socket

one, two = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**26)
one.setblocking(False)
sent = 0
try:
    while sent < 2**26:
        sent += one.send(bytes(2**14))
except BlockingIOError:
    pass
if sent > 300_000:
    print("MARK" + "ER-buffers-0123456789abcdef", sent)
"""

TWIN_OWN = """
import socket

one, two = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**16)
one.sendall(bytes(2**14))
factor = len(two.recv(2**14)) // 2**13
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed")
