"""Files, pipes and sockets are opened until there are no more."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os
import socket

kept = []
try:
    while True:
        kept += [open("/dev/null"), socket.socketpair(), os.pipe()]
except OSError as error:
    print(error)
"""

TWIN_OWN = """
import os

for descriptor in os.pipe():
    os.close(descriptor)
"""

attack = Attack(
    Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), outcome=("wrong", "crash", "error", "tampering")
)
