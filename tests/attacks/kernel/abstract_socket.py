"""Abstract sockets of the host are looked for by the names that graders and desktops use."""

from autograde.attacks import Attack, Work

OWN = """
import socket

for name in ("autograde-worker-0", "autograde-worker-1", "/tmp/.X11-unix/X0", "/tmp/dbus", "left"):
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(chr(0) + name)
            print("MARK" + "ER-socket-0123456789abcdef")
        except OSError:
            pass
"""

TWIN_OWN = """
import socket

one, two = socket.socketpair()
one.close(), two.close()
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
