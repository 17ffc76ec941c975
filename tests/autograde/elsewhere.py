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

ROOT = Path(__file__).resolve().parents[2]
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def make_readable(*folders: Path) -> None:
    """Make folders under a private home reachable for everybody, in this mount namespace alone."""
    hidden: dict[Path, list[Path]] = {}
    for folder in folders:
        for parent in reversed(folder.parents):
            if not parent.stat().st_mode & 0o001:
                hidden.setdefault(parent, []).append(folder)
                break
    for private, inside in hidden.items():
        with tempfile.TemporaryDirectory() as aside:
            places = [Path(aside, str(number)) for number in range(len(inside))]
            for folder, place in zip(inside, places, strict=True):
                place.mkdir()
                subprocess.run(["mount", "--bind", folder, place], check=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", private], check=True)
            for folder, place in zip(inside, places, strict=True):
                folder.mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "--bind", place, folder], check=True)
                subprocess.run(["umount", place], check=True)


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
        make_readable(Path(sys.base_prefix), ROOT)
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
