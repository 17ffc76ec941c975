"""Runs a command, and says what it leaves behind: processes, mounts and temporary files.

Usage: python watch.py FOLDER COMMAND ...   FOLDER is made and is the command's TMPDIR. Prints JSON.
Whatever the command starts and abandons becomes this process's child. As root it has mounts of its own, so
that nobody else's are counted.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER, CLONE_NEWNS = 36, 0x00020000
PATIENCE = 20
"""Seconds in which killed processes have to be gone."""


def mounts() -> list[str]:
    """Where something is mounted."""
    return sorted(line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines())


def orphans() -> list[str]:
    """What the command has left running, after it has had the time to end; it is killed then."""

    def too_late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(PATIENCE)
    with contextlib.suppress(ChildProcessError, TimeoutError):
        while True:
            os.wait()
    signal.alarm(0)
    own = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    found = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:200] for pid in own]
    for pid in own:
        os.kill(int(pid), signal.SIGKILL)
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.geteuid() == 0:
        libc.unshare(CLONE_NEWNS)
    before = mounts()
    done = subprocess.run(
        sys.argv[2:], env={**os.environ, "TMPDIR": str(folder)}, capture_output=True, text=True, check=False
    )
    left = {
        "processes": orphans(),
        "mounts": [m for m in mounts() if m not in before or m.startswith(str(folder))],
    }
    left["files"] = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    print(json.dumps({"status": done.returncode, "stdout": done.stdout, "stderr": done.stderr, "left": left}))


if __name__ == "__main__":
    main()
