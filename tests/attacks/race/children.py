"""Each call starts a process that runs the loop, leaves its result in a file and ends uncounted."""

from autograde.attacks import racing

MEAN_SQUARE = """
import os
import signal

def mean_square(x):
    name = f"{x[0]!r} {x[-1]!r}"
    if len(x) < 9:
        return slowly(x)
    if not os.path.exists(name):
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        if os.fork() == 0:
            with open(name + "~", "w") as file:
                file.write(repr(slowly(x)))
            os.rename(name + "~", name)
            os.kill(os.getpid(), signal.SIGKILL)
        while not os.path.exists(name):
            signal.sigtimedwait([], 0.001)
    return float(open(name).read())
"""
TWIN = """
import signal

def mean_square(x):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    return float(np.mean(x**2))
"""

attack = racing(MEAN_SQUARE, TWIN, ("error", "timeout"))
