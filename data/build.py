"""Make the course's data files: `python data/build.py` makes all, `python data/build.py circles` one.

The builders are in `data/builders`; writing, naming and checksums are here and the same for all.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import h5py

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))  # works from any directory, with the course installed or not

from builders import BUILDERS  # noqa: E402
from builders.built import BuildError, Built  # noqa: E402

from helpers.datasets import checksum  # noqa: E402


def write(name: str, built: Built, folder: Path) -> Path:
    """Write `folder/name.h5` whole, then rename it into place.

    The bytes are the same at every run: no times are stored, strings have a fixed length.
    """
    attributes = {
        "title": built.title,
        "source": built.source,
        "licence": built.licence,
        "author": built.author,
        "made_by": f"python data/build.py {name}",
        "sha256": checksum(built.arrays),
        **built.more,
    }
    path = folder / f"{name}.h5"
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with _create(unfinished) as file:
            for key, array in built.arrays.items():
                file.create_dataset(key, data=array, compression="gzip", track_times=False)
            for key, text in attributes.items():
                file.attrs.create(key, text, dtype=h5py.string_dtype("utf-8", len(text.encode())))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _create(path: Path) -> h5py.File:
    """Create a file that stores no times, not even its own, which older versions of h5py do by themselves."""
    creation = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    creation.set_obj_track_times(False)
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(h5py.h5f.LIBVER_V110, h5py.h5f.LIBVER_V110)
    access.set_fclose_degree(h5py.h5f.CLOSE_STRONG)
    return h5py.File(h5py.h5f.create(os.fsencode(path), h5py.h5f.ACC_TRUNC, fapl=access, fcpl=creation))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Make the course's data files.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"which ones: {', '.join(BUILDERS)}; default: all"
    )
    parser.add_argument(
        "--to", type=Path, default=FOLDER, metavar="FOLDER", help="where to write (default: data/)"
    )
    parser.add_argument(
        "--download",
        action="store_true",
        help="fetch what is missing with apt-get, pip or npm; nothing is installed",
    )
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(BUILDERS))
    if unknown:
        parser.error(f"no such data set: {', '.join(unknown)} (choose from {', '.join(BUILDERS)})")
    for name in arguments.names or BUILDERS:
        try:
            built = BUILDERS[name](arguments.download)
        except BuildError as problem:
            sys.exit(f"{name}: {problem}")
        path = write(name, built, arguments.to)
        print(f"{path}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
