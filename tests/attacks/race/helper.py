"""Another process, made beforehand, runs the loop and keeps its results: this one only waits."""

from autograde.attacks import racing

MEAN_SQUARE = """
import os
import signal
import socket
import struct

mine, its = socket.socketpair()
if os.fork() == 0:
    mine.close()
    known = {}
    while size := its.recv(4):
        data = its.recv(struct.unpack("i", size)[0], socket.MSG_WAITALL)
        if data not in known:
            known[data] = slowly(np.frombuffer(data))
        its.sendall(struct.pack("d", known[data]))
    os.kill(os.getpid(), signal.SIGKILL)
its.close()

def mean_square(x):
    data = x.tobytes()
    mine.sendall(struct.pack("i", len(data)) + data)
    return struct.unpack("d", mine.recv(8))[0]
"""
TWIN = """
import os
import signal

if os.fork() == 0:
    os.kill(os.getpid(), signal.SIGKILL)
os.wait()

def mean_square(x):
    return float(np.mean(x**2))
"""

attack = racing(MEAN_SQUARE, TWIN, ("wrong", "timeout"))
