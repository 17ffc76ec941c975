"""A thread of the notebook's own process, which every test's process is forked from, runs the loop."""

from autograde.attacks import racing

MEAN_SQUARE = """
import socket
import struct
import threading

mine, its = socket.socketpair()

def serve():
    known = {}
    while size := its.recv(4):
        data = its.recv(struct.unpack("i", size)[0], socket.MSG_WAITALL)
        if data not in known:
            known[data] = slowly(np.frombuffer(data))
        its.sendall(struct.pack("d", known[data]))

threading.Thread(target=serve, daemon=True).start()

def mean_square(x):
    data = x.tobytes()
    mine.sendall(struct.pack("i", len(data)) + data)
    return struct.unpack("d", mine.recv(8))[0]
"""
TWIN = """
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()

def mean_square(x):
    return float(np.mean(x**2))
"""

attack = racing(MEAN_SQUARE, TWIN, ("wrong", "timeout"))
