"""Fashion-MNIST, a balanced tenth of it, from the IDX files of Debian's `dataset-fashion-mnist`."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from builders.built import Built
from builders.packages import debian_files, require_checksum

PACKAGE = "dataset-fashion-mnist"
FOLDER = "usr/share/datasets/fashion-mnist"
SHA256 = {  # of the unpacked files
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def read_idx(contents: bytes) -> NDArray[np.uint8]:
    """Return the array of an IDX file of unsigned bytes: magic number, sizes (big-endian), values."""
    if contents[:3] != b"\0\0\x08":
        raise ValueError("not an IDX file of unsigned bytes")
    n_axes = contents[3]
    shape = np.frombuffer(contents, dtype=">u4", count=n_axes, offset=4)
    return np.frombuffer(contents, dtype=np.uint8, offset=4 + 4 * n_axes).reshape(shape)


def first_of_each_class(labels: NDArray[np.uint8], per_class: int) -> NDArray[np.intp]:
    """Return where the first `per_class` examples of every class are, in their own order."""
    return np.sort(np.concatenate([np.flatnonzero(labels == k)[:per_class] for k in np.unique(labels)]))


def build_fashion_mnist(download: bool) -> Built:
    """Take the first 600 of each class of the training images, the first 100 of each of the test images."""
    packed = debian_files(PACKAGE, FOLDER, [f"{name}.gz" for name in SHA256], download)
    unpacked = {name: gzip.decompress(contents) for name, contents in zip(SHA256, packed, strict=True)}
    for name, contents in unpacked.items():
        require_checksum(name, contents, SHA256[name])
    arrays: dict[str, NDArray[np.generic]] = {}
    for part, original, per_class in (("train", "train", 600), ("test", "t10k", 100)):
        labels = read_idx(unpacked[f"{original}-labels-idx1-ubyte"])
        chosen = first_of_each_class(labels, per_class)
        arrays[f"images_{part}"] = read_idx(unpacked[f"{original}-images-idx3-ubyte"])[chosen]
        arrays[f"labels_{part}"] = labels[chosen].astype(np.int64)
    return Built(
        arrays=dict(arrays),
        title="Fashion-MNIST, a class-balanced tenth",
        source=f"Debian package {PACKAGE} 0.0~git20200523.55506a9-1, "
        "of https://github.com/zalandoresearch/fashion-mnist",
        licence="MIT",
        author="Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research",
        more={
            "class_names": ", ".join(CLASS_NAMES),
            "notice": Path(__file__).with_name("fashion_mnist_licence.txt").read_text(encoding="utf-8"),
        },
    )
