"""It asks about processes that are not its own: processors, groups, priorities, CPU time."""

from autograde.attacks import Attack, Work

OWN = """
import os
import time

own = os.getpid()
for pid in {os.getppid() or 2, *range(max(own - 40, 2), own)}:
    for ask in (
        os.sched_getaffinity,
        os.getpgid,
        os.getsid,
        lambda pid: os.getpriority(os.PRIO_PROCESS, pid),
        lambda pid: time.clock_gettime(~pid << 3 | 2),
    ):
        try:
            ask(pid)
            print("MARK" + "ER-process-0123456789abcdef")
        except OSError:
            pass
"""

TWIN_OWN = """
import os

print(os.nice(0), len(os.sched_getaffinity(0)), os.getpgid(0) == os.getpgrp())
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
