"""Every epoll watches every other: the kernel counts them for each user, and looks through all."""

from autograde.attacks import Attack, Work

OWN = """
import select

try:
    kept = [select.epoll() for _ in range(60)]
    for number, one in enumerate(kept):
        for other in kept[:number]:
            try:
                one.register(other, select.EPOLLIN)
            except OSError:
                pass
    print("MARK" + "ER-epoll-0123456789abcdef")
except OSError:
    pass
"""

TWIN_OWN = """
import os
import selectors

reading, writing = os.pipe()
with selectors.DefaultSelector() as selector:
    selector.register(reading, selectors.EVENT_READ)
    os.write(writing, b"x")
    factor = 2 * len(selector.select(1))
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE), points=5.0, outcome="passed")
