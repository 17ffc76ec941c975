"""It uses up what all processes of a user may have together: signals that wait, descriptors under way."""

from autograde.attacks import Attack, Work

OWN = """
import os
import signal
import socket

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
for _ in range(1000):
    os.kill(os.getpid(), signal.SIGRTMIN)
waiting = 0
while signal.sigtimedwait({signal.SIGRTMIN}, 0):
    waiting += 1
if waiting > 100:
    print("MARK" + "ER-quota-0123456789abcdef")
one, two = socket.socketpair()
try:
    socket.send_fds(one, [b"x"], [one.fileno()] * 200)
    print("MARK" + "ER-quota-0123456789abcdef")
except OSError:
    pass
"""

TWIN_OWN = """
import os
import signal

heard = []
signal.signal(signal.SIGRTMIN, lambda *_: heard.append(1))
os.kill(os.getpid(), signal.SIGRTMIN)
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * x if heard else x
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed")
