"""Linear algebra on as many threads as it can get."""

from autograde.attacks import Attack, Work

OWN = """
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "64"
"""

DOUBLE = """
from concurrent.futures import ThreadPoolExecutor

def double(x):
    a = np.ones((600, 600))
    with ThreadPoolExecutor(16) as pool:
        while True:
            list(pool.map(lambda _: a @ a, range(64)))
"""

TWIN_DOUBLE = """
def double(x):
    np.ones((100, 100)) @ np.ones((100, 100))
    return 2 * x
"""

attack = Attack(
    Work(own=OWN, double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome=("timeout", "error", "crash")
)
