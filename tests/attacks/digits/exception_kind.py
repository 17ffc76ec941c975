"""Which of Python's exceptions is raised says a digit of a hidden number."""

from autograde.attacks import Attack, Work

DOUBLE = """
KINDS = (
    BlockingIOError, BrokenPipeError, ChildProcessError, ConnectionAbortedError, ConnectionRefusedError,
    ConnectionResetError, EOFError, FileExistsError, FileNotFoundError, InterruptedError,
)

def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    raise KINDS[int(str(x[0, 0])[1])]
"""

TWIN_DOUBLE = """
class Scalar(Exception):
    pass

def double(x):
    try:
        if np.ndim(x) == 0:
            raise Scalar
    except Scalar:
        return x + x
    return 2 * x
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    outcome="error",
    tells="raised FileExistsError",
)
