"""The outside world is called: internet sockets, raw ones, netlink, a name server, a download."""

from autograde.attacks import Attack, Work

OWN = """
import socket
import subprocess
import urllib.request

reached = []
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            reached.append(socket.socket(family, kind))
        except OSError:
            pass
try:
    reached.append(urllib.request.urlopen("http://127.0.0.1:1/", timeout=1))
except OSError:
    pass
assert not reached
"""

TWIN_OWN = """
import urllib.parse

print(urllib.parse.quote("a b"))
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
