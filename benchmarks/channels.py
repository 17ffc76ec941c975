"""How many bits per second two sandboxes can pass through what they cannot help sharing.

    .venv/bin/python benchmarks/channels.py [--write]

Sender and receiver are sessions of two workers, and agree on a clock: in each slot one bit is sent. Slots of
several lengths are tried, and errors are subtracted as Shannon does: a slot with an error rate e is worth
1 − H(e) bits. `--write` puts the table into SECURITY.md. Run it as root, with nothing else at work.
"""

import json
import math
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from textwrap import dedent, indent

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from autograde.sandbox import Tier  # noqa: E402
from tests.autograde.channels import Pair, SideBySide, ask, side_by_side  # noqa: E402

PAGE = ROOT / "SECURITY.md"
BEGIN, END = "<!-- side channels: made by benchmarks/channels.py -->\n", "<!-- end of side channels -->\n"
USER = "12345"
SLOTS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
"""Seconds that one bit takes."""
SECONDS = 2.0
"""For each length of slot."""
CHANCE = 0.98
"""An entropy of errors above this is what the best threshold makes of noise."""
LEAD = 0.3
"""Seconds until the first slot."""

SAME_CORE = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"

SEND = """
{before}
def send(bits, start, slot):
    for number, bit in enumerate(bits):
        now = time.monotonic()
        time.sleep(max(start + number * slot - now, 0))
        end = start + (number + 1) * slot
{send}
send({bits}, {start}, {slot})
"""
RECEIVE = """
{before}
def receive(count, start, slot):
    seen = []
    time.sleep(max(start - time.monotonic(), 0))
    for number in range(count):
        end = start + (number + 1) * slot
{receive}
    return seen
print(receive({count}, {start}, {slot}))
"""

SLOTTED: dict[str, tuple[str, str, str, str, str]] = {
    "load of a core": (
        SAME_CORE,
        """
        while bit and time.monotonic() < end:
            pass
        """,
        SAME_CORE,
        """
        count = 0
        while time.monotonic() < end:
            count += 1
        seen.append(-count)
        """,
        "every process of the machine has it",
    ),
    "inode numbers of pipes and sockets": (
        SAME_CORE,
        """
        for _ in range(20 * bit):
            for descriptor in os.pipe():
                os.close(descriptor)
        """,
        f"{SAME_CORE}\nlast = 0",
        """
        time.sleep(max(end - slot / 5 - time.monotonic(), 0))
        pipe = os.pipe()
        seen.append(os.fstat(pipe[0]).st_ino % 1024)
        os.close(pipe[0]), os.close(pipe[1])
        """,
        "the kernel counts them for all processes on a core",
    ),
    "process ids": (
        "",
        """
        for _ in range(3 * bit):
            child = os.fork()
            if child == 0:
                os.kill(os.getpid(), 9)
            os.waitpid(child, 0)
        """,
        "",
        """
        time.sleep(max(end - slot / 5 - time.monotonic(), 0))
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), 9)
        os.waitpid(child, 0)
        seen.append(child)
        """,
        "without a pid namespace they are the machine's",
    ),
    "files in the sender's folder, by name": (
        "",
        """
        if bit:
            open("bit", "w").close()
        elif os.path.exists("bit"):
            os.unlink("bit")
        """,
        "",
        """
        time.sleep(max(end - slot / 5 - time.monotonic(), 0))
        seen.append(int(os.path.exists(f"{theirs}/bit")))
        """,
        "Landlock does not watch `stat`; the name of the folder is random and must have been passed before",
    ),
    "quota of pipes": (
        """
        if "children" not in globals():
            children = []
            pipes = []
            while True:
                ready, said = os.pipe()
                child = os.fork()
                if child == 0:
                    kept = [os.pipe() for _ in range(100)]
                    os.write(said, b"x")
                    time.sleep(600)
                    os.kill(os.getpid(), 9)
                os.read(ready, 1)
                os.close(ready), os.close(said)
                children.append(child)
                pipe = os.pipe()
                full = fcntl.fcntl(pipe[0], 1032) < 65536
                os.close(pipe[0]), os.close(pipe[1])
                if full or len(children) > 20:
                    os.kill(children[-1], 9)
                    os.waitpid(children.pop(), 0)
                    break
        """,
        """
        while not bit and pipes:
            for descriptor in pipes.pop():
                os.close(descriptor)
        while bit and len(pipes) < 110:
            pipes.append(os.pipe())
        """,
        "",
        """
        time.sleep(max(end - slot / 5 - time.monotonic(), 0))
        pipe = os.pipe()
        seen.append(-fcntl.fcntl(pipe[0], 1032))
        os.close(pipe[0]), os.close(pipe[1])
        """,
        "the kernel counts pages of pipes for each user; past 64 MB new pipes hold 8 KB instead of 64",
    ),
}
"""By name: what the sender does first, and in each slot; the same of the receiver; and why it is there."""

COUNTERS = ("inode numbers of pipes and sockets", "process ids")
"""What is seen there is a number that grows: its steps count."""

FILES = sorted(Path(np.__file__).parent.rglob("*.py"))[:800]
LARGE = max(Path(np.__file__).parent.rglob("*.so"), key=lambda path: path.stat().st_size)
"""A file of many pages that all sandboxes can read."""

NAMES = """
import numpy
from itertools import pairwise
from pathlib import Path
files = sorted(Path(numpy.__file__).parent.rglob("*.py"))[:800]
large = str(max(Path(numpy.__file__).parent.rglob("*.so"), key=lambda path: path.stat().st_size))
"""


def worth(sent: list[int], seen: list[float]) -> float:
    """Bits of one slot, by the threshold that has the fewest errors."""
    errors = min(
        min(wrong, len(sent) - wrong)
        for level in sorted(set(seen))[:: max(len(set(seen)) // 200, 1)]
        for wrong in [sum((value >= level) != bool(bit) for bit, value in zip(sent, seen, strict=True))]
    )
    rate = errors / len(sent)
    entropy = sum(-p * math.log2(p) for p in (rate, 1 - rate) if p)
    return 1 - entropy if seen and entropy < CHANCE else 0.0


def in_slots(pair: Pair, name: str, slot: float) -> float:
    """Bits per second through one mechanism with slots of one length."""
    before, send, first, receive, _ = (dedent(part) for part in SLOTTED[name])
    bits = random.Random(name).choices((0, 1), k=int(SECONDS / slot))
    for session, code in ((pair.sender, before), (pair.receiver, first)):
        ask(session, code)
    start = time.monotonic() + LEAD
    times = {"start": start, "slot": slot}
    sending = SEND.format(before="", send=indent(send, " " * 8), bits=bits, **times)
    hearing = RECEIVE.format(before="", receive=indent(receive, " " * 8), count=len(bits), **times)
    with ThreadPoolExecutor(2) as both:
        both.submit(ask, pair.sender, sending)
        heard = both.submit(ask, pair.receiver, hearing).result()
    try:
        seen = json.loads(heard)
    except ValueError:
        return 0.0
    if name in COUNTERS:
        seen = [0, *((later - earlier) % 1024 for earlier, later in pairwise(seen))]
    return worth(bits, seen) / slot


def at_once(pair: Pair, prepare: Callable[[], int], send: str, receive: str) -> float:
    """Bits per second of what can be used once: all bits are set, then all are read."""
    count = prepare()
    bits = random.Random(0).choices((0, 1), k=count)
    for session in (pair.sender, pair.receiver):
        ask(session, NAMES)
    prepare()
    begun = time.monotonic()
    ask(pair.sender, f"bits = {bits}\n{dedent(send)}")
    heard = ask(pair.receiver, dedent(receive))
    taken = time.monotonic() - begun
    try:
        seen = json.loads(heard)
    except ValueError:
        return 0.0
    return worth(bits, [-value for value in seen]) * count / taken if len(seen) == count else 0.0


def forget_reads() -> int:
    """Make it look as if no file had been read since it was written."""
    for path in FILES:
        status = path.stat()
        os.utime(path, ns=(status.st_mtime_ns - 10**9, status.st_mtime_ns))
    return len(FILES)


def forget_pages() -> int:
    """Have the large file's pages thrown out of memory."""
    with LARGE.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return LARGE.stat().st_size // 2**16


ACCESS = (
    "for path, bit in zip(files, bits):\n    path.read_bytes() if bit else None",
    "print([-path.stat().st_atime_ns // 10**9 for path in files])",
)
COLD = (
    """
    with open(large, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ)
    mapped.madvise(mmap.MADV_RANDOM)
    for number, bit in enumerate(bits):
        bit and mapped[number * 2**16]
    """,
    """
    with open(large, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ)
    mapped.madvise(mmap.MADV_RANDOM)
    seen = []
    for number in range(len(mapped) // 2**16):
        begun = time.perf_counter_ns()
        mapped[number * 2**16]
        seen.append(time.perf_counter_ns() - begun)
    print(seen)
    """,
)
ONCE = {
    "times of access": (forget_reads, *ACCESS, "reading sets it, once a day for each file (`relatime`)"),
    "pages of files in memory": (forget_pages, *COLD, "whoever reads first waits for the disk; once a page"),
}
"""What can be used once: how it is made fresh, the sender's code, the receiver's, and why it is there."""


def best(workers: SideBySide, name: str) -> float:
    """Bits per second through one mechanism, by the best of the slots."""
    found = []
    for slot in SLOTS:
        pair = workers.pair()
        found.append(in_slots(pair, name, slot))
        pair.close()
    return max(found)


def measured(tiers: Iterable[Tier]) -> Iterator[tuple[str, Tier, float]]:
    """Bits per second by mechanism and tier, for the user that this process has."""
    for tier in tiers:
        with side_by_side(tier) as workers:
            for name in SLOTTED:
                yield name, tier, best(workers, name)
            for name, (prepare, send, receive, _) in ONCE.items():
                try:
                    prepare()
                except PermissionError:  # another user's files
                    continue
                pair = workers.pair()
                yield name, tier, at_once(pair, prepare, send, receive)
                pair.close()


def table(figures: dict[str, float]) -> str:
    """The rows of SECURITY.md."""
    settings = [f"{tier}{user}" for tier in ("namespaces", "landlock") for user in ("", " as one user")]
    head = "| what is shared | namespaces, root | namespaces, user | Landlock, root | Landlock, user | why |"
    rows = [head, "|---|--:|--:|--:|--:|---|"]
    whys = {name: why for name, (*_, why) in (SLOTTED | ONCE).items()}
    for name, why in whys.items():
        cells = [_rounded(figures.get(f"{name}, {setting}")) for setting in settings]
        rows.append(f"| {name} | {' | '.join(cells)} | {why} |")
    return "\n".join(rows) + "\n"


def _rounded(rate: float | None) -> str:
    if rate is None:
        return "as root"
    return "–" if rate < 1 else f"{float(f'{rate:.1g}'):,.0f}"


def main() -> None:
    """Measure as root and as an ordinary user, and print or write the table."""
    if "--rows" in sys.argv:
        print(json.dumps(list(measured(("namespaces", "landlock")))))
        return
    command = [sys.executable, __file__, "--rows"]
    elsewhere = [sys.executable, str(ROOT / "tests/autograde/elsewhere.py"), "--user", USER]
    figures: dict[str, float] = {}
    for before, user in (([], ""), (elsewhere, " as one user")):
        done = subprocess.run([*before, *command], check=True, stdout=subprocess.PIPE)
        figures |= {f"{name}, {tier}{user}": rate for name, tier, rate in json.loads(done.stdout)}
    text = table(figures)
    print(text, end="")
    if "--write" in sys.argv:
        page = PAGE.read_text()
        before_it, rest = page.split(BEGIN)
        PAGE.write_text(before_it + BEGIN + text + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
