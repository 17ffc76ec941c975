"""Threads start processes, which whoever counts the children of a process may overlook."""

from autograde.attacks import Attack, Work

OWN = """
import os
import threading
import time

def start():
    try:
        for _ in range(100):
            if os.fork() == 0:
                time.sleep(60)
                os.kill(os.getpid(), 9)
        print("MARK" + "ER-forks-0123456789abcdef")
    except OSError:
        pass

threads = [threading.Thread(target=start) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""

TWIN_OWN = """
import subprocess
import threading

said = []
thread = threading.Thread(target=lambda: said.append(subprocess.check_output(["echo", "2"])))
thread.start()
thread.join()
factor = int(said[0])
"""

TWIN_DOUBLE = """
def double(x):
    return factor * x
"""

attack = Attack(
    Work(own=OWN),
    twin=Work(own=TWIN_OWN, double=TWIN_DOUBLE),
    points=(0.0, 2.0, 5.0),
    outcome=("passed", "crash", "error"),
)
