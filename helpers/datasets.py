"""The course's data sets: small HDF5 files that carry their own source, licence and checksum.

Files are looked for in `$BACKPROP_DATA` if that is set, else in the `data/` beside this package, else in each
`data/` on the way up from the current directory.

To add a data set: its arrays in `SPECS`, a NamedTuple and a one-line loader; its builder in `data/build.py`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import h5py
import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = dict[str, NDArray[Any]]


class DatasetError(Exception):
    """A data file is missing or not what it should be; the message says which one and the way out."""


class ArraySpec(NamedTuple):
    """Shape and dtype of one array in a data file."""

    shape: tuple[int, ...]
    dtype: str = "float64"


SPECS: dict[str, dict[str, ArraySpec]] = {
    "circles": {
        "X_train": ArraySpec((2, 300)),
        "Y_train": ArraySpec((1, 300)),
        "X_test": ArraySpec((2, 100)),
        "Y_test": ArraySpec((1, 100)),
    },
}


class Circles(NamedTuple):
    """Points in the plane, one a column; Y is 0. on the outer circle and 1. on the inner one."""

    X_train: NDArray[np.float64]
    Y_train: NDArray[np.float64]
    X_test: NDArray[np.float64]
    Y_test: NDArray[np.float64]


def load_circles() -> Circles:
    """Load two noisy concentric circles: 300 points to train on and 100 to test.

    Raises
    ------
    DatasetError
        The file is missing or damaged.
    """
    return Circles(**load_arrays("circles"))


def load_arrays(name: str) -> Arrays:
    """Load and verify all arrays of one data set.

    Parameters
    ----------
    name : str
        A key of `SPECS`.

    Returns
    -------
    dict of ndarray
        Freshly read, so the caller may change them.

    Raises
    ------
    DatasetError
        The file is missing, truncated, not HDF5, lacks an array, or does not match its checksum.
    """
    return _read(name)[0]


def about(name: str) -> dict[str, str]:
    """Return what a data set's file says of itself: title, source, licence, author, made_by, sha256.

    Raises
    ------
    DatasetError
        As in `load_arrays`.
    """
    return _read(name)[1]


def checksum(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 of names, dtypes, shapes and values (little-endian, C order), in order of name."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _read(name: str) -> tuple[Arrays, dict[str, str]]:
    """Return arrays and attributes of the verified file."""
    path = _find(name)
    try:
        # Locks fail on some network file systems, and these files never change under a reader.
        with h5py.File(path, "r", locking=False) as file:
            arrays = {key: _read_array(file, key, spec) for key, spec in SPECS[name].items()}
            attributes = {key: _text(value) for key, value in file.attrs.items()}
    except _Unusable as problem:
        raise _error(name, path, str(problem)) from None
    except PermissionError:
        raise DatasetError(f"{path} may not be read: ask its owner for read permission.") from None
    except (OSError, KeyError, RuntimeError, ValueError, TypeError):
        # What h5py raises depends on which byte is wrong; none of it would help the reader.
        raise _error(name, path, "is truncated, damaged or not an HDF5 file") from None
    if attributes.get("sha256") != checksum(arrays):
        raise _error(name, path, "holds other values than its checksum says")
    return arrays, attributes


class _Unusable(Exception):
    """The file is HDF5, with other contents than expected."""


def _read_array(file: h5py.File, key: str, spec: ArraySpec) -> NDArray[Any]:
    dataset = file.get(key)
    if not isinstance(dataset, h5py.Dataset):
        raise _Unusable(f"has no array {key}")
    found = ArraySpec(dataset.shape, str(dataset.dtype))
    if found != spec:
        raise _Unusable(f"has {key} {found.dtype} {found.shape} in place of {spec.dtype} {spec.shape}")
    return np.asarray(dataset[()])


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _find(name: str) -> Path:
    """Return the path of a data set's file in the first folder that has it."""
    if name not in SPECS:
        raise DatasetError(f"There is no data set {name!r}, choose one of {', '.join(SPECS)}.")
    candidates = [folder / f"{name}.h5" for folder in _data_folders()]
    for path in candidates:
        if path.is_file():
            return path
    raise _error(name, candidates[0], "is missing")


def _data_folders() -> list[Path]:
    """Return where to look, best first."""
    chosen = os.environ.get("BACKPROP_DATA")
    if chosen:
        return [Path(chosen)]
    here = Path.cwd()
    return [Path(__file__).resolve().parents[1] / "data", *(up / "data" for up in (here, *here.parents))]


def _error(name: str, path: Path, problem: str) -> DatasetError:
    return DatasetError(
        f"{path} {problem}: in the course's folder, restore it with `git checkout data/{name}.h5` "
        f"or make it anew with `python data/build.py {name}`."
    )
