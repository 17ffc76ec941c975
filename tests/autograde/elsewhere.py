"""Machines that this one is not: run a command as an ordinary user, or where there are no user namespaces.

Usage: python elsewhere.py [--user UID] [--no-user-namespaces] COMMAND ...   (as root)
"""

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def make_readable(prefix: Path) -> None:
    """Make a folder under a private home reachable for everybody, in this mount namespace alone."""
    private = next((folder for folder in reversed(prefix.parents) if not folder.stat().st_mode & 0o001), None)
    if private is None:
        return
    with tempfile.TemporaryDirectory() as aside:
        subprocess.run(["mount", "--bind", prefix, aside], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", private], check=True)
        prefix.mkdir(parents=True)
        subprocess.run(["mount", "--bind", aside, prefix], check=True)
        subprocess.run(["umount", aside], check=True)


def without_user_namespaces() -> None:
    """Enter a user namespace, with the same user ids, in which no further one can be made."""
    read, write = os.pipe()
    parent = os.getpid()
    helper = os.fork()
    if helper == 0:
        os.read(read, 1)
        for kind in ("uid", "gid"):
            Path(f"/proc/{parent}/{kind}_map").write_text("0 0 65536")
        os._exit(0)
    unshare(CLONE_NEWUSER)
    os.write(write, b"x")
    os.waitpid(helper, 0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", type=int)
    parser.add_argument("--no-user-namespaces", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.user is not None:
        unshare(CLONE_NEWNS)
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        make_readable(Path(sys.base_prefix))
    if options.no_user_namespaces:
        without_user_namespaces()
    if options.user is not None:
        os.setgroups([])
        os.setresgid(options.user, options.user, options.user)
        os.setresuid(options.user, options.user, options.user)
    os.environ["HOME"] = "/tmp"
    os.execv(options.command[0], options.command)


if __name__ == "__main__":
    main()
