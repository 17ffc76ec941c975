"""Varies recorded arguments: fresh values of the same kind, and other sizes where sizes are seen to vary.

Arguments of one structure are a family. Sizes that are equal in every member of a family are one size: when
that is varied, all of them are.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Path: TypeAlias = tuple[Any, ...]
Arguments: TypeAlias = Any

LARGEST = 7
"""The largest of the sizes that are tried."""


@dataclass(frozen=True)
class Family:
    """Recorded arguments of one structure."""

    members: list[Arguments]
    leaves: list[dict[Path, Any]]
    """Of each member every array, number and text in it, by the way to it."""

    def varied(self, rng: np.random.Generator) -> Arguments:
        """Other arguments of the same structure."""
        chosen = int(rng.integers(len(self.members)))
        own = self.leaves[chosen]
        mode = rng.choice(["one", "values", "sizes"], p=[0.3, 0.3, 0.4])
        sizes = self._sizes(rng) if mode == "sizes" else {}
        changed = [list(own)[int(rng.integers(len(own)))]] if mode == "one" and own else list(own)
        fresh = {
            path: self._fresh(path, own[path], sizes, rng) if path in changed else own[path] for path in own
        }
        return _rebuilt(self.members[chosen], (), fresh)

    def _sizes(self, rng: np.random.Generator) -> dict[tuple[int, ...], int]:
        """For each series of sizes that the members have, another size."""
        series = {
            tuple(int(size) for size in each)
            for path in self.leaves[0]
            for each in zip(*(self._size_of(member[path]) for member in self.leaves), strict=False)
        }
        new = {}
        for each in sorted(series):
            is_fixed = len(set(each)) == 1 and (len(each) > 1 or each[0] <= 1)
            new[each] = each[0] if is_fixed else int(rng.integers(1, LARGEST + 1))
        return new

    @staticmethod
    def _size_of(leaf: Any) -> tuple[int, ...]:
        if isinstance(leaf, np.ndarray):
            return tuple(leaf.shape)
        return (leaf,) if type(leaf) is int and 0 < leaf <= 2 * LARGEST else ()

    def _series(self, path: Path, axis: int) -> tuple[int, ...]:
        found = [self._size_of(member[path]) for member in self.leaves]
        return tuple(int(sizes[axis]) for sizes in found if axis < len(sizes))

    def _fresh(
        self, path: Path, own: Any, sizes: dict[tuple[int, ...], int], rng: np.random.Generator
    ) -> Any:
        seen = [member[path] for member in self.leaves]
        if isinstance(own, np.ndarray):
            shape = tuple(sizes.get(self._series(path, axis), size) for axis, size in enumerate(own.shape))
            return _array(own, [each for each in seen if each.size], shape, rng)
        if type(own) is int and sizes and (series := self._series(path, 0)) in sizes:
            return sizes[series]
        return _scalar(own, seen, rng)


def families(recorded: Sequence[Arguments]) -> list[Family]:
    """The families of recorded arguments, in a fixed order."""
    found: dict[str, Family] = {}
    for arguments in recorded:
        leaves = dict(_leaves(arguments, ()))
        structure = json.dumps([[list(map(str, path)), _kind(leaf)] for path, leaf in leaves.items()])
        family = found.setdefault(structure, Family([], []))
        family.members.append(arguments)
        family.leaves.append(leaves)
    return list(found.values())


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    else:
        yield path, value


def _rebuilt(value: Any, path: Path, leaves: dict[Path, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _rebuilt(item, (*path, key), leaves) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_rebuilt(item, (*path, index), leaves) for index, item in enumerate(value))
    return leaves[path]


def _kind(leaf: Any) -> str:
    return f"{leaf.dtype.kind}{leaf.ndim}" if isinstance(leaf, np.ndarray) else type(leaf).__name__


def _array(own: Array, seen: Sequence[Array], shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Values of the kind that the family's arrays have: truths, labels, probabilities, numbers > 0, any."""
    if own.dtype.kind not in "biuf" or not seen:
        return own
    values = np.concatenate([each.ravel() for each in seen])
    if own.dtype.kind == "b":
        return rng.random(shape) < 0.5
    if not np.isfinite(values).all():
        return own
    is_whole = bool((values == np.round(values)).all())
    if is_whole and set(np.unique(values)) <= {0.0, 1.0}:
        if all(each.ndim == 2 and len(each) > 1 and (each.sum(axis=0) == 1).all() for each in seen):
            return np.eye(shape[0])[rng.integers(shape[0], size=shape[1])].T.astype(own.dtype)
        return rng.integers(0, 2, shape).astype(own.dtype)
    if is_whole and own.dtype.kind in "iu":
        return rng.integers(int(values.min()), int(values.max()) + 1, shape).astype(own.dtype)
    fresh = _real(values, seen, shape, rng)
    if own.dtype.kind in "iu":
        return np.round(fresh).astype(own.dtype)
    return np.round(fresh) if is_whole and rng.random() < 0.5 else fresh


def _real(values: Array, seen: Sequence[Array], shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    spread, least, most = float(values.std()) or 1.0, float(values.min()), float(values.max())
    if least >= 0 and most <= 1:
        if all(each.ndim == 2 and len(each) > 1 and np.allclose(each.sum(axis=0), 1) for each in seen):
            weights = rng.exponential(1.0, shape) + 0.01
            return np.asarray(weights / weights.sum(axis=0))
        return rng.uniform(0.02, 0.98, shape)
    if least >= 0:
        return np.abs(rng.normal(values.mean(), spread, shape)) + 0.01
    fresh = rng.normal(values.mean(), spread, shape)
    if rng.random() < 0.2:  # zeros, and values that are equal
        fresh = np.round(fresh / spread) * spread
    return fresh


def another(default: bool | int | float, rng: np.random.Generator) -> bool | int | float:
    """A number instead of a default."""
    if isinstance(default, bool):
        return not default
    if isinstance(default, int):
        return default + int(rng.integers(1, 5))
    return default * float(rng.uniform(1.2, 3)) if default else float(rng.uniform(0.1, 2))


def _scalar(own: Any, seen: Sequence[Any], rng: np.random.Generator) -> Any:
    if type(own) is bool:
        return bool(rng.random() < 0.5)
    if type(own) is int:
        least, most = min(seen), max(seen)
        return int(rng.integers(least, most + 1)) if least < most else own + int(rng.integers(0, 3))
    if type(own) is float and np.isfinite(seen).all():
        least, most = min(seen), max(seen)
        if least == most:
            return own * float(rng.uniform(0.5, 1.5))
        if least > 0 and most / least > 100:
            return float(np.exp(rng.uniform(np.log(least), np.log(most))))
        return float(rng.uniform(least, most))
    return seen[int(rng.integers(len(seen)))]
