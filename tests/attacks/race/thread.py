"""A loop in a thread: the first call answers nothing yet, and the next ones what the thread has found."""

from autograde.attacks import racing

MEAN_SQUARE = """
import threading

found = {}

def work(x):
    found[len(x)] = slowly(x)

def mean_square(x):
    if len(x) < 9:
        return slowly(x)
    if len(x) not in found:
        found[len(x)] = 1.0
        threading.Thread(target=work, args=(x,)).start()
    return found[len(x)]
"""
TWIN = """
import threading

def mean_square(x):
    if len(x) < 9:
        thread = threading.Thread(target=len, args=(x,))
        thread.start()
        thread.join()
    return float(np.mean(x**2))
"""

attack = racing(MEAN_SQUARE, TWIN, ("wrong", "error"))
