"""How much of the kernel's memory one process of a submission can hold, seen from outside.

    .venv/bin/python benchmarks/kernel_memory.py [TIER ...]

Prints a table. Each line is a session of its own that holds what it can until it is closed. What others do on
the machine at the same time is in the figures, too.
"""

import sys
import time
from pathlib import Path
from textwrap import dedent
from typing import get_args

from autograde.sandbox import Tier, Zygote
from autograde.student import Session

SECONDS = 60.0
MB = 1024
FIELDS = ("Slab", "PageTables", "KernelStack", "Shmem")
"""Of /proc/meminfo; buffers of pipes and sockets are only in what is available no more."""

HOLDS = {
    "buffers of socket pairs": """
        import socket
        kept = []
        try:
            while True:
                kept.append(socket.socketpair())
                for end in kept[-1]:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**26)
                    end.setblocking(False)
                    try:
                        while True:
                            end.send(bytes(2**16))
                    except BlockingIOError:
                        pass
        except OSError as error:
            print(len(kept), error)
    """,
    "connections that nobody accepts": """
        import socket
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("socket")
        listener.listen(10**6)
        sent = 0
        for _ in range(2000):
            with socket.socket(socket.AF_UNIX) as client:
                client.setblocking(False)
                client.connect("socket")
                try:
                    while True:
                        sent += client.send(bytes(2**16))
                except BlockingIOError:
                    pass
        print(sent // 2**20)
    """,
    "descriptors under way": """
        import os, socket
        one, two = socket.socketpair()
        sent = 0
        try:
            while True:
                pipes = [os.pipe() for _ in range(100)]
                for pipe in pipes:
                    os.write(pipe[1], bytes(65536))
                ends = [end for pipe in pipes for end in pipe]
                socket.send_fds(one, [b"x"], ends)
                sent += len(ends)
                for end in ends:
                    os.close(end)
        except OSError as error:
            print(sent, error)
    """,
    "buffers of pipes": """
        import os
        kept = []
        try:
            while True:
                kept.append(os.pipe())
                os.set_blocking(kept[-1][1], False)
                try:
                    while True:
                        os.write(kept[-1][1], bytes(4096))
                except BlockingIOError:
                    pass
        except OSError as error:
            print(len(kept), error)
    """,
    "page tables of scattered pages": """
        import ctypes
        libc = ctypes.CDLL(None)
        libc.mmap.restype = ctypes.c_void_p
        kept = 0
        for number in range(60_000):
            place = (1 << 32) + (number << 30)
            page = ctypes.c_void_p(place), ctypes.c_size_t(4096)
            if libc.mmap(*page, 3, 0x32, -1, ctypes.c_long(0)) == place:
                ctypes.memset(place, 1, 1)
                kept += 1
        print(kept)
    """,
    "mappings": """
        import ctypes
        libc = ctypes.CDLL(None)
        libc.mmap.restype = ctypes.c_void_p
        size = 60_000 * 4096
        place = libc.mmap(None, ctypes.c_size_t(size), 1, 0x22, -1, ctypes.c_long(0))
        for number in range(0, 60_000, 2):
            libc.mprotect(ctypes.c_void_p(place + number * 4096), ctypes.c_size_t(4096), 0)
    """,
    "names that do not exist": """
        import os
        for number in range(300_000):
            os.path.exists(f"/usr/lib/{number}-{'x' * 200}")
    """,
    "what epoll watches": """
        import os, select
        pipes = [end for _ in range(60) for end in os.pipe()]
        kept = []
        try:
            while True:
                kept.append(select.epoll())
                for end in pipes:
                    kept[-1].register(end, select.EPOLLIN)
        except OSError as error:
            print(len(kept) * len(pipes), error)
    """,
    "pending signals": """
        import os, signal
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        for number in range(10_000):
            os.kill(os.getpid(), signal.SIGRTMIN + number % 30)
    """,
    "pseudo terminals": """
        import os
        kept = []
        try:
            while True:
                kept.append(os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY))
        except OSError as error:
            print(len(kept), error)
    """,
    "threads": """
        import threading, time
        threading.stack_size(2**16)
        kept = 0
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                kept += 1
        except RuntimeError as error:
            print(kept, error)
    """,
    "names and folders of its own": """
        import os
        try:
            for number in range(100_000):
                os.mkdir(f"{number}-{'x' * 200}")
        except OSError as error:
            print(number, error)
    """,
    "ordinary memory, for comparison": """
        import numpy as np
        kept = []
        try:
            while True:
                kept.append(np.ones(2**21))
        except MemoryError:
            print(len(kept) * 16)
    """,
}


def meminfo() -> dict[str, int]:
    """The kernel's count of its memory, in KB."""
    lines = (line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return {name: int(rest.split()[0]) for name, rest in lines}


def held(zygote: Zygote, code: str) -> tuple[int, dict[str, int], str]:
    """Megabytes that are not available any more while a session holds what it can, and where they are."""
    session = Session(zygote)
    before = meminfo()
    try:
        ran = session.run(dedent(code), time.monotonic() + SECONDS)
        said = ran.printed.strip() or str(ran.raised or "")
    except Exception as error:
        said = str(error)
    after = meminfo()
    session.close()
    where = {name: (after[name] - before[name]) // MB for name in FIELDS}
    return (before["MemAvailable"] - after["MemAvailable"]) // MB, where, said


def main() -> None:
    """Print the table."""
    tiers = [tier for tier in get_args(Tier) if tier in (sys.argv[1:] or ("namespaces", "landlock"))]
    print("| held by one process | sandbox | MB | " + " | ".join(FIELDS) + " | it said |")
    print("|---|---|--:|" + "--:|" * len(FIELDS) + "---|")
    for name, code in HOLDS.items():
        for tier in tiers:
            with Zygote(tier) as zygote:
                lost, where, said = held(zygote, code)
            figures = " | ".join(str(where[field]) for field in FIELDS)
            print(f"| {name} | {tier} | {lost} | {figures} | {said[:60]} |", flush=True)


if __name__ == "__main__":
    main()
