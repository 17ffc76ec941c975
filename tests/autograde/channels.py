"""Every way in which two sandboxes might talk to each other, as code for a sender and a receiver.

`python -m tests.autograde.channels TIER ...` tries all of them in those tiers, and prints as JSON what came.
"""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from autograde.sandbox import Tier, Zygote
from autograde.student import Session
from helpers.checks import StudentProcessError

BITS = (1, 0, 1, 1, 0, 0)
"""What is sent: with an answer that never changes, or one that just alternates, nothing has come through."""

SECONDS = 20.0
"""For one step of either side."""

PRELUDE = """
import array, ctypes, errno, fcntl, mmap, os, resource, signal, socket, struct, tempfile, threading, time
import numpy

libc = ctypes.CDLL(None, use_errno=True)
shared = numpy.__file__
seldom = os.path.join(os.path.dirname(shared), "f2py", "diagnose.py")  # nobody imports what is in its folder
arm = os.uname().machine == "aarch64"

def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

def call(x86, aarch64, *arguments):
    return checked(libc.syscall(aarch64 if arm else x86, *arguments))

def fill(path):
    with open(path, "wb") as file:
        file.write(bytes(1000))

def is_there(action, *arguments):
    try:
        action(*arguments)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EPERM, errno.EACCES):
            raise
        return 0
    return 1
"""


@dataclass(frozen=True)
class Mechanism:
    """One way to send a bit.

    Attributes
    ----------
    name
        What is shared, as SECURITY.md calls it.
    send
        Code of the sender, who finds `bit`; it also takes back what an earlier bit left.
    receive
        Code of the receiver, which prints 0 or 1; an address or a process id that `send` prints is `told`.
    listen
        Code of the receiver that runs before `send`.
    why
        What shuts it, or what can be done where it is a side channel; a short sentence.
    open_in
        Where it is a side channel: ``"landlock"``, or ``"landlock as one user"`` when the grader is not root.
    sometimes
        Where it may be one: root keeps a capability under Landlock if Python is in a folder of root's.
    as_root
        Whether root can try it outside of a sandbox, to show that it works there.
    quiet
        Whether nothing else on a machine disturbs it, so that outside of a sandbox every bit gets through.
    counts
        Whether what is received is a number that everybody's doings change.
    """

    name: str
    send: str
    receive: str
    why: str
    listen: str = ""
    open_in: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    as_root: bool = True
    quiet: bool = True
    counts: bool = False


@dataclass
class Pair:
    """A sender and a receiver in sandboxes of their own, who know each other's process id and folder."""

    sender: Session
    receiver: Session

    def __post_init__(self) -> None:
        for one, other in ((self.sender, self.receiver), (self.receiver, self.sender)):
            where = ask(other, "import os\nprint(os.getcwd())")
            ask(one, f"{PRELUDE}\npeer, theirs = {other._pid}, {where!r}")

    def close(self) -> None:
        self.sender.close()
        self.receiver.close()


def ask(session: Session, code: str) -> str:
    """What code prints in a session, or the name of what it raises; ``"crash"`` when the session ends."""
    try:
        ran = session.run(f"{dedent(code)}\nNone", time.monotonic() + SECONDS)
    except StudentProcessError as error:
        return error.kind
    return f"{ran.printed}{ran.raised.type if ran.raised else ''}".strip()


def transmit(mechanism: Mechanism, pair: Pair) -> list[str]:
    """What is received of `BITS` while both run; they are ended after it."""
    received = []
    for bit in BITS:
        heard = ask(pair.receiver, mechanism.listen)
        told = ask(pair.sender, f"bit = {bit}\n{dedent(mechanism.send)}")
        received.append(heard or ask(pair.receiver, f"told = {told!r}\n{dedent(mechanism.receive)}"))
    ask(pair.sender, f"bit = 0\n{dedent(mechanism.send)}")
    pair.close()
    return received


def leave(mechanism: Mechanism, zygote: Zygote) -> list[str]:
    """What is received of `BITS` by a session that begins when the sender's has ended."""
    received = []
    got = ""
    for bit in BITS:
        told = ""
        for code in (f"bit = {bit}\n{dedent(mechanism.send)}", mechanism.receive):
            session = Session(zygote)
            ask(session, f"{PRELUDE}\npeer, theirs, told = {session._pid}, os.getcwd(), {told!r}")
            got = told = ask(session, code)
            session.close()
        received.append(got)
    return received


@dataclass
class SideBySide:
    """The sandboxes of two workers."""

    tier: Tier
    one: Zygote
    other: Zygote

    def pair(self) -> Pair:
        """New sessions, one of each."""
        return Pair(Session(self.one), Session(self.other))


@contextlib.contextmanager
def side_by_side(tier: Tier) -> Iterator[SideBySide]:
    """Start the sandboxes of two workers."""
    with Zygote(tier, slot=0) as one, Zygote(tier, slot=1) as other:
        yield SideBySide(tier, one, other)


_READ_WATCH = """
os.set_blocking(watch, False)
try:
    print(int(bool(os.read(watch, 10000))))
except BlockingIOError:
    print(0)
os.close(watch)
"""
"""Whether a descriptor of notification has anything to say."""

MECHANISMS = (
    Mechanism(
        "leases on files that both can read",
        """
        kept = open(shared) if bit else None
        """,
        """
        with open(shared) as file:
            print(1 - is_there(fcntl.fcntl, file, fcntl.F_SETLEASE, fcntl.F_WRLCK))
        """,
        "seccomp: `fcntl`'s commands are listed",
        quiet=False,
    ),
    Mechanism(
        "locks on files (flock)",
        """
        kept = open(shared)
        fcntl.flock(kept, fcntl.LOCK_EX if bit else fcntl.LOCK_UN)
        """,
        """
        with open(shared) as file:
            print(1 - is_there(fcntl.flock, file, fcntl.LOCK_EX | fcntl.LOCK_NB))
        """,
        "seccomp: a lock does nothing, and says that it was given",
    ),
    *(
        Mechanism(
            f"locks on files ({kind})",
            f"""
            kept = open(shared)
            fcntl.fcntl(kept, {put}, struct.pack("hhqqi4x", 0 if bit else 2, 0, 0, 0, 0))
            """,
            f"""
            with open(shared) as file:
                found = fcntl.fcntl(file, {get}, struct.pack("hhqqi4x", 1, 0, 0, 0, 0))
            print(int(struct.unpack("hhqqi4x", found)[0] != 2))
            """,
            "seccomp: a lock does nothing, and none can be asked for",
        )
        for kind, put, get in (("fcntl", 6, 5), ("open file descriptions", 37, 36))
    ),
    Mechanism(
        "notification of access (inotify)",
        "open(shared).read() if bit else None",
        _READ_WATCH,
        "seccomp: no such call",
        listen="""
        watch = checked(libc.inotify_init1(0))
        checked(libc.inotify_add_watch(watch, shared.encode(), 1))
        """,
    ),
    Mechanism(
        "notification of access (fanotify)",
        "open(shared).read() if bit else None",
        _READ_WATCH,
        "seccomp: no such call",
        listen="""
        watch = checked(libc.fanotify_init(0x200, 0))
        checked(libc.fanotify_mark(watch, 1, ctypes.c_uint64(1), -100, shared.encode()))
        """,
    ),
    Mechanism(
        "notification of access (dnotify)",
        "open(seldom).read() if bit else None",
        """
        print(int(bool(heard)))
        os.close(watch)
        """,
        "seccomp: `fcntl`'s commands are listed",
        listen="""
        heard = []
        signal.signal(signal.SIGIO, lambda *_: heard.append(1))
        watch = os.open(os.path.dirname(seldom), os.O_RDONLY)
        fcntl.fcntl(watch, fcntl.F_NOTIFY, fcntl.DN_ACCESS)
        """,
    ),
    Mechanism(
        "signals",
        "os.kill(peer, signal.SIGUSR1) if bit else None",
        "print(int(bool(heard)))",
        "a pid namespace; Landlock's scopes or seccomp",
        listen="heard = []\nsignal.signal(signal.SIGUSR1, lambda *_: heard.append(1))",
    ),
    Mechanism(
        "signals by way of a file (F_SETOWN)",
        """
        one, two = socket.socketpair()
        if bit:
            fcntl.fcntl(one, fcntl.F_SETOWN, peer)
            fcntl.fcntl(one, fcntl.F_SETFL, os.O_ASYNC)
            two.send(b"x")
        """,
        "print(int(bool(heard)))",
        "seccomp: `fcntl`'s commands are listed",
        listen="heard = []\nsignal.signal(signal.SIGIO, lambda *_: heard.append(1))",
    ),
    Mechanism(
        "futexes on pages of a file that both have mapped",
        """
        mapped = mmap.mmap(os.open(shared, os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
        address = numpy.frombuffer(mapped, numpy.uint8).ctypes.data
        value = int.from_bytes(mapped[:4], "little")
        waiter = None
        if bit:
            pause = struct.pack("qq", 5, 0)
            answers = []
            def wait():
                libc.syscall(98 if arm else 202, ctypes.c_void_p(address), 0, value, pause, 0, 0)
                answers.append(ctypes.get_errno())
            waiter = threading.Thread(target=wait, daemon=True)
            waiter.start()
        """,
        """
        mapped = mmap.mmap(os.open(shared, os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
        address = numpy.frombuffer(mapped, numpy.uint8).ctypes.data
        for _ in range(1000):
            woken = call(202, 98, ctypes.c_void_p(address), 1, 10, None, 0, 0)
            if woken:
                break
            time.sleep(0.0002)
        print(int(woken > 0))
        """,
        "seccomp: waiting on a futex that is not private returns at once",
    ),
    *(
        Mechanism(
            f"page cache: is a page there? ({how})",
            """
            with open(shared) as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                file.read() if bit else None
            """,
            receive,
            why,
            quiet=False,
        )
        for how, receive, why in (
            (
                "mincore",
                """
                mapped = mmap.mmap(os.open(shared, os.O_RDONLY), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ)
                address = numpy.frombuffer(mapped, numpy.uint8).ctypes.data
                answer = ctypes.create_string_buffer(1)
                checked(libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(4096), answer))
                print(answer.raw[0] & 1)
                """,
                "seccomp: no such call, and nothing that evicts pages",
            ),
            (
                "preadv2, RWF_NOWAIT",
                """
                with open(shared) as file:
                    try:
                        print(int(os.preadv(file.fileno(), [bytearray(10)], 0, os.RWF_NOWAIT) > 0))
                    except BlockingIOError:
                        print(0)
                """,
                "seccomp: `preadv2` without flags alone, and nothing that evicts pages",
            ),
            (
                "cachestat",
                """
                with open(shared) as file:
                    span, found = (ctypes.c_uint64 * 2)(0, 4096), (ctypes.c_uint64 * 5)()
                    call(451, 451, file.fileno(), span, found, 0)
                print(int(found[0] > 0))
                """,
                "seccomp: no such call, and nothing that evicts pages",
            ),
        )
    ),
    Mechanism(
        "/proc",
        'checked(libc.prctl(15, b"one" if bit else b"zero"))',
        'print(int(open(f"/proc/{peer}/comm").read() == "one\\n"))',
        "an empty file system over it; Landlock",
    ),
    Mechanism(
        "shared memory (System V)",
        """
        if bit:
            kept = checked(libc.shmget(0x6261636B, 4096, 0o1666))
        elif "kept" in globals():
            libc.shmctl(kept, 0, None)
        """,
        "print(is_there(checked, libc.shmget(0x6261636B, 4096, 0)))",
        "seccomp: no such call",
    ),
    Mechanism(
        "semaphores (System V)",
        """
        if bit:
            kept = checked(libc.semget(0x6261636B, 1, 0o1666))
        elif "kept" in globals():
            libc.semctl(kept, 0, 0)
        """,
        "print(is_there(lambda: checked(libc.semget(0x6261636B, 1, 0))))",
        "seccomp: no such call",
    ),
    Mechanism(
        "message queues (System V)",
        """
        if bit:
            kept = checked(libc.msgget(0x6261636B, 0o1666))
        elif "kept" in globals():
            libc.msgctl(kept, 0, None)
        """,
        "print(is_there(lambda: checked(libc.msgget(0x6261636B, 0))))",
        "seccomp: no such call",
    ),
    Mechanism(
        "message queues (POSIX)",
        """
        name = b"autograde-channel"
        if bit:
            kept = call(240, 180, name, 0o102, 0o666, None)
            os.close(kept)
        else:
            is_there(lambda: call(241, 181, name))
        """,
        'print(is_there(lambda: os.close(call(240, 180, b"autograde-channel", 0, 0, None))))',
        "seccomp: no such call",
    ),
    *(
        Mechanism(
            f"files in {place}",
            f"""
            path = "{place}/autograde-channel"
            if bit:
                open(path, "w").close()
            elif os.path.exists(path):
                os.unlink(path)
            """,
            f'print(int(os.path.exists("{place}/autograde-channel")))',
            "a file system of each session's own; Landlock",
        )
        for place in ("/tmp", "/dev/shm", "/var/tmp")
    ),
    Mechanism(
        "files in the sender's own folder, when the receiver knows its name",
        """
        if bit:
            open("left", "w").close()
        elif os.path.exists("left"):
            os.unlink("left")
        """,
        'print(int(os.path.exists(f"{theirs}/left")))',
        "a file system of each session's own; a user id of each worker's own",
        open_in=("landlock as one user",),
        sometimes=("landlock",),
    ),
    Mechanism(
        "sockets without a name in the file system",
        """
        if "kept" in globals():
            kept.close()
        if bit:
            kept = socket.socket(socket.AF_UNIX)
            kept.bind("\\0autograde-channel")
            kept.listen()
        """,
        """
        with socket.socket(socket.AF_UNIX) as client:
            print(is_there(client.connect, "\\0autograde-channel"))
        """,
        "seccomp: `socketpair` is the only way to a socket; a network namespace",
    ),
    Mechanism(
        "sockets in the file system",
        """
        if "kept" in globals():
            kept.close()
            os.unlink("socket")
            del kept
        if bit:
            kept = socket.socket(socket.AF_UNIX)
            kept.bind("socket")
            kept.listen()
        """,
        """
        with socket.socket(socket.AF_UNIX) as client:
            print(is_there(client.connect, f"{theirs}/socket"))
        """,
        "seccomp: `socketpair` is the only way to a socket",
    ),
    Mechanism(
        "keyrings",
        """
        if bit:
            kept = call(248, 217, b"user", b"autograde-channel", b"one", 3, -4)
        elif "kept" in globals():
            call(250, 219, 9, kept, -4)
        """,
        """
        print(is_there(lambda: call(250, 219, 10, -4, b"user", b"autograde-channel", 0)))
        """,
        "seccomp: no such call",
        quiet=False,
    ),
    Mechanism(
        "descriptors of another process (pidfd_getfd)",
        """
        if "kept" in globals():
            os.close(kept)
            del kept
        if bit:
            kept = os.dup2(0 if is_there(os.fstat, 0) else os.open("/dev/null", 0), 200)
        """,
        "print(is_there(lambda: os.close(call(438, 438, os.pidfd_open(peer), 200, 0))))",
        "seccomp: no such call",
    ),
    Mechanism(
        "memory of another process",
        """
        kept = kept if "kept" in globals() else mmap.mmap(-1, 4096)
        kept[0] = bit
        print(numpy.frombuffer(kept, numpy.uint8).ctypes.data)
        """,
        """
        address = int(told)
        answer = ctypes.create_string_buffer(1)
        here, there = (ctypes.c_size_t * 2)(ctypes.addressof(answer), 1), (ctypes.c_size_t * 2)(address, 1)
        checked(libc.process_vm_readv(peer, here, 1, there, 1, 0))
        print(answer.raw[0])
        """,
        "seccomp: no such call",
    ),
    Mechanism(
        "CPU time of another process",
        """
        end = time.process_time() + 0.05 * bit
        while time.process_time() < end:
            pass
        """,
        "print(int(time.clock_gettime(~peer << 3 | 2) - before > 0.025))",
        "seccomp: the clocks of this process alone",
        listen="before = time.clock_gettime(~peer << 3 | 2)",
    ),
    Mechanism(
        "priorities",
        "os.setpriority(os.PRIO_PROCESS, peer, 5 * bit)",
        "print(int(os.getpriority(os.PRIO_PROCESS, 0) >= 5))",
        "seccomp: of this process alone",
    ),
    Mechanism(
        "priorities, asked for",
        "os.setpriority(os.PRIO_PROCESS, 0, 5 * bit)",
        "print(int(os.getpriority(os.PRIO_PROCESS, peer) >= 5))",
        "seccomp: of this process alone",
    ),
    Mechanism(
        "limits",
        """
        _, most = resource.prlimit(peer, resource.RLIMIT_NOFILE)
        resource.prlimit(peer, resource.RLIMIT_NOFILE, (200 + bit, most))
        """,
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)",
        "seccomp: of this process alone",
    ),
    Mechanism(
        "processors that another process may use",
        """
        every = every if "every" in globals() else os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(every)} if bit else every)
        """,
        "print(int(len(os.sched_getaffinity(peer)) == 1))",
        "seccomp: of this process alone",
        quiet=False,
    ),
    Mechanism(
        "process groups of another process",
        """
        child = os.fork()
        if child == 0:
            time.sleep(60 * bit)
            os._exit(0)
        if not bit:
            os.waitpid(child, 0)
        print(child)
        """,
        "print(is_there(os.getpgid, int(told)))",
        "seccomp: of this process alone",
    ),
    Mechanism(
        "process ids: is there one?",
        """
        if "child" in globals():
            os.kill(child, 9)
            os.waitpid(child, 0)
            del child
        if bit:
            child = os.fork()
            if child == 0:
                time.sleep(60)
                os._exit(0)
        """,
        """
        def is_used(pid):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
            except PermissionError:
                pass
            return True
        guesses = [pid for pid in range(peer + 1, peer + 400) if is_used(pid)]
        print(int(len(guesses) > most) if guesses else 0)
        """,
        "a pid namespace",
        listen="""
        def is_used(pid):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
            except PermissionError:
                pass
            return True
        most = most if "most" in globals() else sum(map(is_used, range(peer + 1, peer + 400)))
        """,
        open_in=("landlock", "landlock as one user"),
        quiet=False,
    ),
    Mechanism(
        "process ids: how many since?",
        """
        for _ in range(150 * bit):
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
        """,
        """
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        print(int(child - before > 100))
        """,
        "a pid namespace",
        listen="""
        before = os.fork()
        if before == 0:
            os._exit(0)
        os.waitpid(before, 0)
        """,
        open_in=("landlock", "landlock as one user"),
        quiet=False,
    ),
    Mechanism(
        "inode numbers of pipes and sockets",
        """
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        for _ in range(400 * bit):
            for descriptor in os.pipe():
                os.close(descriptor)
        """,
        """
        pipe = os.pipe()
        print(int((os.fstat(pipe[0]).st_ino - before) % 1024 > 200))
        os.close(pipe[0]), os.close(pipe[1])
        """,
        "the kernel counts them for all",
        listen="""
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        pipe = os.pipe()
        before = os.fstat(pipe[0]).st_ino
        os.close(pipe[0]), os.close(pipe[1])
        """,
        open_in=("namespaces", "namespaces as one user", "landlock", "landlock as one user"),
        quiet=False,
    ),
    Mechanism(
        "numbers of sockets (SO_COOKIE)",
        """
        one, two = socket.socketpair()
        """,
        """
        one, two = socket.socketpair()
        print(struct.unpack("Q", one.getsockopt(socket.SOL_SOCKET, 57, 8))[0])
        """,
        "seccomp: `getsockopt`'s options are listed",
        quiet=False,
        counts=True,
    ),
    Mechanism(
        "numbers of processes (pidfd)",
        "pass",
        """
        found = ctypes.c_int(-1)
        call(56, 220, 0x1000 | 17, None, ctypes.byref(found), None, None) or os._exit(0)
        print(os.fstat(found.value).st_ino)
        """,
        "seccomp: `clone` without CLONE_PIDFD",
        quiet=False,
        counts=True,
    ),
    Mechanism(
        "free space of a file system",
        """
        with open("large", "wb") as file:
            file.write(bytes(2**25 * bit))
        """,
        """
        now = os.statvfs(tempfile.gettempdir())
        print(int((before.f_bfree - now.f_bfree) * now.f_bsize > 2**24))
        """,
        "seccomp: no such call",
        listen="before = os.statvfs(tempfile.gettempdir())",
        quiet=False,
    ),
    Mechanism(
        "free memory, load and number of processes (sysinfo)",
        """
        kept = numpy.ones(2**24 * bit)
        """,
        """
        checked(libc.sysinfo(found))
        print(int(before - found[5] > 2**26))
        """,
        "seccomp: no such call",
        listen="found = (ctypes.c_ulong * 64)()\nchecked(libc.sysinfo(found))\nbefore = found[5]",
        quiet=False,
    ),
    Mechanism(
        "quota of a user: pending signals",
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
        while signal.sigtimedwait({signal.SIGRTMIN}, 0):
            pass
        for _ in range(1000 * bit):
            os.kill(os.getpid(), signal.SIGRTMIN)
        """,
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGRTMIN)
        count = 0
        while signal.sigtimedwait({signal.SIGRTMIN}, 0):
            count += 1
        print(int(count < 500))
        """,
        "the limit is 0: a signal comes without its details",
        as_root=False,
    ),
    Mechanism(
        "quota of a user: descriptors under way (SCM_RIGHTS)",
        """
        one, two = socket.socketpair()
        for _ in range(2 * bit):
            socket.send_fds(one, [b"x"], [one.fileno()] * 250)
        """,
        """
        left, right = socket.socketpair()
        print(1 - is_there(socket.send_fds, left, [b"x"], [left.fileno()]))
        """,
        "seccomp: no `sendmsg`",
        as_root=False,
    ),
    Mechanism(
        "quota of a user: pages of pipes",
        """
        children = children if "children" in globals() else []
        while children:
            os.kill(children[-1], 9)
            os.waitpid(children.pop(), 0)
        for _ in range(10 * bit):
            ready, said = os.pipe()
            child = os.fork()
            if child == 0:
                kept = [os.pipe() for _ in range(110)]
                os.write(said, b"x")
                time.sleep(60)
                os._exit(0)
            os.read(ready, 1)
            os.close(ready), os.close(said)
            children.append(child)
        """,
        """
        pipe = os.pipe()
        print(int(fcntl.fcntl(pipe[0], 1032) < 65536))
        os.close(pipe[0]), os.close(pipe[1])
        """,
        "root: a user id of each worker's own",
        open_in=("namespaces as one user", "landlock as one user"),
        as_root=False,
        quiet=False,
    ),
    Mechanism(
        "names of a file (link)",
        """
        if os.path.exists("link"):
            os.unlink("link")
        if bit:
            os.link(shared, "link")
        """,
        "print(int(os.stat(shared).st_nlink > before))",
        "mounts; Landlock",
        listen="before = before if 'before' in globals() else os.stat(shared).st_nlink",
        quiet=False,
    ),
)
"""What is tried. Times and locks that need a file's owner are in `tests/autograde/test_sandbox.py`."""


FORKS_OF_THREADS = "processes that a thread has started"
FORKS = """
import os, threading, time
def start():
    try:
        for _ in range(100):
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
    except OSError as error:
        print(type(error).__name__)
thread = threading.Thread(target=start)
thread.start()
thread.join()
time.sleep(10)
"""
"""More processes than a session may have. An ordinary user's are counted from outside, for the kernel counts
those of all sessions together; then the session is ended."""


def main(tiers: list[Tier]) -> dict[str, dict[str, list[str]]]:
    """What was received by each mechanism in each tier."""
    found: dict[str, dict[str, list[str]]] = {}
    for tier in tiers:
        with side_by_side(tier) as workers:
            found[tier] = {mechanism.name: transmit(mechanism, workers.pair()) for mechanism in MECHANISMS}
            session = Session(workers.one)
            found[tier][FORKS_OF_THREADS] = [ask(session, FORKS)]
            session.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))  # type: ignore[arg-type]
