"""Connections that nobody accepts: the kernel keeps what was sent, and no descriptor counts them."""

from autograde.attacks import Attack, Work

OWN = """
import socket

try:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket")
    listener.listen(1000)
    for _ in range(300):
        with socket.socket(socket.AF_UNIX) as client:
            client.setblocking(False)
            client.connect("socket")
            client.send(bytes(2**10))
    print("MARK" + "ER-unaccepted-0123456789abcdef")
except OSError:
    pass
"""

TWIN_OWN = """
import asyncio

async def two():
    await asyncio.sleep(0)
    return 2

factor = asyncio.run(two())
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed")
