"""Why an installation failed, in one line that says what to do."""

import errno
import os
import re
import shutil
import tempfile
from pathlib import Path

_FULL = re.compile(r"No space left on device|os error 28\b|Errno 28\b|Disk quota exceeded", re.IGNORECASE)
_OFFLINE = re.compile(
    r"Failed to fetch|error sending request|dns error|client error \(Connect\)|Connection refused|"
    r"NewConnectionError|ConnectTimeout|ReadTimeout|ConnectionError|Temporary failure in name resolution|"
    r"Name or service not known|Network is unreachable|operation timed out|Network connectivity is disabled",
    re.IGNORECASE,
)
_HASH = re.compile(r"Hash mismatch|DO NOT MATCH THE HASHES", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/@\s]*@)?([^/\s'\"`)]+)|host='([^']+)'")
_SMALL = 200
"""Megabytes: a disk with less is taken for the one that was full."""
_AGAIN = "then run the same command again"


class Failure(Exception):
    """The environment cannot be built. One line: what happened, and what to do."""


class DiskFull(Failure):
    """No room is left: what has been installed may be incomplete."""


class Offline(Failure):
    """The package index does not answer."""


def from_output(output: str, folder: Path, cache: Path, megabytes: int) -> Failure:
    """Explain what uv or pip printed before it failed."""
    if _FULL.search(output):
        return _full_disk(folder, cache, megabytes)
    if _HASH.search(output):
        return Failure(
            "A downloaded package has another checksum than in requirements.lock, so nothing was installed. "
            f"Check the package index that pip or uv is set to use, {_AGAIN}."
        )
    if _OFFLINE.search(output):
        hosts = dict.fromkeys(filter(None, (name for pair in _HOST.findall(output) for name in pair)))
        named = f" ({next(iter(hosts))})" if hosts else ""
        return Offline(
            f"The package index{named} cannot be reached. Check the network, and the index and proxy that "
            f"pip or uv is set to use, {_AGAIN}."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return Failure(f"The installation failed: {' '.join(lines[-3:]) or 'no reason was given'}.")


def from_error(error: OSError, folder: Path, cache: Path, megabytes: int) -> Failure:
    """Explain an error met while writing the environment."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full_disk(folder, cache, megabytes)
    return Failure(f"{error.filename or folder}: {error.strerror or error}. Make it writable, {_AGAIN}.")


def _full_disk(folder: Path, cache: Path, megabytes: int) -> DiskFull:
    """Name the place that is full: the environment's, the cache's or that of temporary files."""
    free = {
        place: shutil.disk_usage(_existing(place)).free // 10**6
        for place in (folder, cache, Path(tempfile.gettempdir()))
    }
    full = [place for place in free if free[place] < _SMALL] or [folder]
    return DiskFull(
        f"The disk is full: {', '.join(f'{place} has {free[place]} MB left' for place in full)}, and the "
        f"environment needs about {megabytes} MB. Make room, {_AGAIN}."
    )


def _existing(place: Path) -> Path:
    place = Path(os.path.abspath(place))
    return next(each for each in (place, *place.parents) if each.exists())
