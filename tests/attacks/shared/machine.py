"""It reads what all have in common: free memory, load, free space, a CPU clock of another process."""

from autograde.attacks import Attack, Work

OWN = """
import ctypes
import os
import time

answers = [ctypes.CDLL(None).sysinfo(ctypes.create_string_buffer(1000)) == 0]
for ask in (
    lambda: os.statvfs("/"),
    lambda: os.getloadavg(),
    lambda: time.clock_gettime(~os.getppid() << 3 | 2),
):
    try:
        ask()
        answers.append(True)
    except OSError:
        pass
if any(answers):
    print("MARK" + "ER-machine-0123456789abcdef")
"""

TWIN_OWN = """
import resource
import time

start = time.process_time(), time.thread_time(), time.monotonic()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0, time.process_time() >= start[0])
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True)
