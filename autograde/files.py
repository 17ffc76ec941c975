"""Files that appear whole or not at all, and names for them."""

import hashlib
import os
import re
import unicodedata
from pathlib import Path

_PLAIN = re.compile(r"[a-z0-9_][a-z0-9_@.-]{0,63}(?<![.])")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""What Windows does not take for a file."""


def file_name(name: str) -> str:
    """A name for a file or folder: the given one, where every file system and mail program takes it.

    Others lose what is not plain, and get the beginning of their SHA-256 behind a "~", which no plain one
    has.

    >>> file_name("ada"), file_name("Müller, Anna"), file_name("../雪")
    ('ada', 'muller-anna~5908106950', 'other~4e9c4821d1')
    """
    if _PLAIN.fullmatch(name) and not _DEVICE.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    letters = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "other"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{letters}~{digest}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place, and rename it; its folder is made when it is missing.

    Raises
    ------
    OSError
        When it cannot be written; an older file stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
