"""The course's data sets: small HDF5 files that carry their own source, licence and checksum.

Files are looked for in `$BACKPROP_DATA` if that is set, else in the `data/` beside this package, else in each
`data/` on the way up from the current directory.

To add a data set: its arrays in `SPECS`, a NamedTuple and a one-line loader; its builder in `data/builders`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

if TYPE_CHECKING:
    import h5py

Arrays: TypeAlias = dict[str, NDArray[Any]]


class DatasetError(Exception):
    """A data file is missing or not what it should be; the message says which one and the way out."""


class ArraySpec(NamedTuple):
    """Shape and dtype of one array in a data file."""

    shape: tuple[int, ...]
    dtype: str = "float64"


def _two_classes(train: int, test: int) -> dict[str, ArraySpec]:
    return {
        "X_train": ArraySpec((2, train)),
        "Y_train": ArraySpec((1, train)),
        "X_test": ArraySpec((2, test)),
        "Y_test": ArraySpec((1, test)),
    }


def _many_classes(train: int, test: int) -> dict[str, ArraySpec]:
    return {
        "X_train": ArraySpec((2, train)),
        "labels_train": ArraySpec((train,), "int64"),
        "X_test": ArraySpec((2, test)),
        "labels_test": ArraySpec((test,), "int64"),
    }


SPECS: dict[str, dict[str, ArraySpec]] = {
    "circles": _two_classes(300, 100),
    "moons": _two_classes(300, 100),
    "pitch": _two_classes(200, 200),
    "blobs": _many_classes(400, 200),
    "spirals": _many_classes(300, 150),
    "fashion_mnist": {
        "images_train": ArraySpec((6000, 28, 28), "uint8"),
        "labels_train": ArraySpec((6000,), "int64"),
        "images_test": ArraySpec((1000, 28, 28), "uint8"),
        "labels_test": ArraySpec((1000,), "int64"),
    },
    "cats": {
        "images_train": ArraySpec((206, 64, 64, 3), "uint8"),
        "Y_train": ArraySpec((1, 206)),
        "icons_train": ArraySpec((206,), "|S56"),
        "images_test": ArraySpec((71, 64, 64, 3), "uint8"),
        "Y_test": ArraySpec((1, 71)),
        "icons_test": ArraySpec((71,), "|S56"),
    },
    "seattle_weather": {
        "day": ArraySpec((1461,), "int64"),
        "temp_max": ArraySpec((1461,)),
        "temp_min": ArraySpec((1461,)),
    },
}


class TwoClasses(NamedTuple):
    """Points in the plane, one a column of X (2, m); Y (1, m) holds their classes, 0. or 1."""

    X_train: NDArray[np.float64]
    Y_train: NDArray[np.float64]
    X_test: NDArray[np.float64]
    Y_test: NDArray[np.float64]


class ManyClasses(NamedTuple):
    """Points in the plane, one a column of X (2, m); labels (m,) holds their classes, 0 to C-1."""

    X_train: NDArray[np.float64]
    labels_train: NDArray[np.int64]
    X_test: NDArray[np.float64]
    labels_test: NDArray[np.int64]


class FashionMNIST(NamedTuple):
    """Grey images (m, 28, 28), 0 black to 255 white; labels (m,) are places in `class_names`."""

    images_train: NDArray[np.uint8]
    labels_train: NDArray[np.int64]
    images_test: NDArray[np.uint8]
    labels_test: NDArray[np.int64]
    class_names: tuple[str, ...]


class Cats(NamedTuple):
    """Colour images (m, 64, 64, 3); Y (1, m) is 1. for a cat; icons name the vendor and the drawing."""

    images_train: NDArray[np.uint8]
    Y_train: NDArray[np.float64]
    icons_train: tuple[str, ...]
    images_test: NDArray[np.uint8]
    Y_test: NDArray[np.float64]
    icons_test: tuple[str, ...]


class SeattleWeather(NamedTuple):
    """Consecutive days (1461,) and their highest and lowest temperature in degrees Celsius."""

    dates: NDArray[np.datetime64]
    temp_max: NDArray[np.float64]
    temp_min: NDArray[np.float64]


def load_circles() -> TwoClasses:
    """Load two noisy concentric circles, 1 the inner one: 300 points to train on and 100 to test.

    Raises
    ------
    DatasetError
        As in `load_arrays`; so with all loaders.
    """
    return TwoClasses(**load_arrays("circles"))


def load_moons() -> TwoClasses:
    """Load two noisy interleaving half circles, 1 the lower one: 300 points to train on and 100 to test."""
    return TwoClasses(**load_arrays("moons"))


def load_pitch() -> TwoClasses:
    """Load a goalkeeper's kicks, 1 where one's own team headed the ball: 200 to train on and 200 to test.

    x1 runs along the pitch towards the other goal, x2 across it, in tens of metres from the centre spot.
    The classes overlap and 8 labels in 100 are turned at random, so there is much to overfit.
    """
    return TwoClasses(**load_arrays("pitch"))


def load_blobs() -> ManyClasses:
    """Load four round clouds that straight lines part well: 400 points to train on and 200 to test."""
    return ManyClasses(**load_arrays("blobs"))


def load_spirals() -> ManyClasses:
    """Load three spiral arms that no straight lines part: 300 points to train on and 150 to test."""
    return ManyClasses(**load_arrays("spirals"))


def load_fashion_mnist() -> FashionMNIST:
    """Load images of clothes in ten classes, as many of each: 6,000 to train on and 1,000 to test."""
    arrays, attributes = _read("fashion_mnist")
    class_names = tuple(attributes.get("class_names", "").split(", "))
    if len(class_names) != 10:
        raise _error("fashion_mnist", _find("fashion_mnist"), "does not name its ten classes")
    return FashionMNIST(**arrays, class_names=class_names)


def load_cats() -> Cats:
    """Load drawings of cats and of other things: 206 to train on and 71 to test, 3 in 10 of them cats.

    What is in one part is in the other in nobody's drawing. Each icon is named `vendor:name`.
    """
    arrays: dict[str, Any] = dict(load_arrays("cats"))
    for part in ("icons_train", "icons_test"):
        arrays[part] = tuple(icon.decode() for icon in arrays[part].tolist())
    return Cats(**arrays)


def load_seattle_weather() -> SeattleWeather:
    """Load the daily temperatures of Seattle from 1 January 2012 to 31 December 2015."""
    arrays = load_arrays("seattle_weather")
    return SeattleWeather(arrays["day"].astype("datetime64[D]"), arrays["temp_max"], arrays["temp_min"])


def as_columns(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Turn images (m, ...) of bytes into columns (n_x, m) of floats from 0 to 1, one image a column."""
    return images.reshape(len(images), -1).T / 255


def load_picture(path: str | Path, size: int = 64) -> NDArray[np.uint8]:
    """Read a picture from a file: its middle square, shrunk or enlarged to (size, size, 3).

    Parameters
    ----------
    path : str or Path
        A PNG, JPEG or any other file that Pillow reads; transparent places become white.
    size : int
        Height and width of the result in pixels.

    Raises
    ------
    DatasetError
        There is no such file, or it is no picture.
    """
    try:
        with Image.open(path) as file:
            picture = ImageOps.exif_transpose(file).convert("RGBA")
    except FileNotFoundError:
        raise DatasetError(f"There is no file {path}: give the path of a picture.") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DatasetError(f"{path} is not a picture that can be read: save it as PNG or JPEG.") from None
    white = Image.new("RGBA", picture.size, "white")
    whole = Image.alpha_composite(white, picture).convert("RGB")
    return np.asarray(ImageOps.fit(whole, (size, size), Image.Resampling.BOX))


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
    import h5py  # here, since it brings thirty shared libraries, and most graded notebooks read no data

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
    import h5py

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
        f"{path} {problem}: take it from the course's zip file again; in its repository, restore it with "
        f"`git checkout data/{name}.h5` or make it anew with `python data/build.py {name}`."
    )
