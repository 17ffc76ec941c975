"""As many threads as there may be, all at work."""

from autograde.attacks import Attack, Work

DOUBLE = """
import threading

def work():
    while True:
        pass

def double(x):
    while True:
        try:
            threading.Thread(target=work, daemon=True).start()
        except RuntimeError:
            pass
"""

TWIN_DOUBLE = """
from concurrent.futures import ThreadPoolExecutor

def double(x):
    with ThreadPoolExecutor(2) as pool:
        return pool.submit(np.multiply, 2, x).result()
"""

attack = Attack(
    Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("timeout", "crash"), harms="a thread bomb"
)
