"""Valid inputs of an exercise: those that its tests use, and many more that vary them.

What a valid input is, no program can read from a text. So inputs are made by varying those of the tests, and
of these only the ones stay on which the reference and every accepted variant agree: where right answers
differ, the contract leaves the answer open, or the input is none.
"""

import inspect
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograde.student import Call
from autograde.verify.cells import Source, run_text, solutions_of
from autograde.verify.mutants import Base
from autograde.verify.varied import Family, another, families
from autograde.wire import decode, encode
from helpers.checks import TookTooLong
from helpers.reference.registry import Exercise, Raised, same_values

Array: TypeAlias = NDArray[Any]
Made = Callable[[], Callable[..., Any]]
"""Makes a function that keeps nothing of earlier calls."""

SEEDS = (0, 1, 2)
"""Hidden seeds under which test cells are run."""

VARIED, GENERATED, RECORDED = 60, 40, 60
"""How many varied inputs are looked for, how many each registered generator gives, and recorded ones kept."""

LARGE = 2**15
"""Bytes of arguments above which an input is not varied."""


@dataclass(frozen=True)
class Input:
    """Arguments of a call, and where they come from."""

    arguments: bytes
    origin: str

    def fresh(self) -> tuple[list[Any], dict[str, Any]]:
        """Another copy of the arguments."""
        args, kwargs = decode(self.arguments)
        return args, kwargs


def called(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """What a call returns or raises."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)
    except (Exception, TookTooLong) as error:
        return Raised(type(error).__name__, str(error))


SALTS = (None, 1, 2)
"""Streams of random numbers: what `same` says of draws must not depend on them."""


def _fair(exercise: Exercise, valid: Sequence[Input], drawing: Sequence[Callable[..., Any]]) -> list[Input]:
    """Of the inputs of a function that draws, those on which `same` takes it for itself on other streams.

    With few numbers drawn, two calls may give the same by chance, and `same` would take that for a habit.
    """
    series = []
    for function in drawing:
        np.random.seed(20261)  # noqa: NPY002 - the legacy style's own
        series.append([called(function, *each.fresh()) for each in valid])
    first, *others = series
    if all(same_values([one], [two]) for other in others for one, two in zip(other, first, strict=True)):
        return list(valid)

    def with_more(fair: list[int], more: list[int]) -> list[int]:
        """The fair ones and those of more that are fair beside them; halves are tried where not all are."""
        tried = [*fair, *more]
        if all(exercise.same([other[i] for i in tried], [first[i] for i in tried]) for other in others):
            return tried
        half = len(more) // 2
        return with_more(with_more(fair, more[:half]), more[half:]) if half else fair

    return [valid[index] for index in with_more([], list(range(len(valid))))]


def around(source: Source) -> dict[str, Any]:
    """What an answer finds in its notebook: the imports and the other answers."""
    return source.imports | solutions_of(source)


def sample_of(source: Source, exercise: Exercise, bases: Sequence[Base]) -> list[Input]:
    """The valid inputs of an exercise, the same ones each time."""
    rng = np.random.default_rng(zlib.crc32(exercise.name.encode()))
    calls = _recorded(source, exercise)
    recorded = list(dict.fromkeys(call.arguments for call in calls))
    if len(recorded) > RECORDED:
        recorded = [recorded[index] for index in sorted(rng.choice(len(recorded), RECORDED, replace=False))]
    found = [Input(each, "a test") for each in recorded]
    raised = {call.raised for call in calls}
    judge = _Judge(exercise, [run_text(exercise, base.text, imports=around(source)) for base in bases])
    judge.listen_to_those_who_agree(found, raised)
    valid = [each for each in found if judge.agrees(each, raised)]
    seen = {each.arguments for each in found}
    optional = _optional(exercise.function)
    for candidate in [*_generated(exercise, rng), *_varied(recorded, optional, rng)]:
        if candidate.arguments not in seen and judge.agrees(candidate, raised):
            seen.add(candidate.arguments)
            valid.append(candidate)
        if sum(each.origin == "varied" for each in valid) == VARIED:
            break
    return _fair(exercise, valid, [run_text(exercise, bases[0].text, salt, around(source)) for salt in SALTS])


def _recorded(source: Source, exercise: Exercise) -> list[Call]:
    """The calls of an exercise's function by its test cell, with the notebook's solutions.

    What a cell draws without a seed, to measure speed, is left out: it would be another sample each time.
    """
    found = []
    for seed in SEEDS:
        one, two = (source.run(exercise.name, source.solved, seed).calls[exercise.called] for _ in range(2))
        again = {call.arguments for call in two}
        found += [call for call in one if call.arguments in again]
    return found


class _Judge:
    """Whether right answers agree on an input."""

    def __init__(self, exercise: Exercise, right: Sequence[Callable[..., Any]]) -> None:
        self._exercise, self._right = exercise, list(right)

    def listen_to_those_who_agree(self, recorded: Sequence[Input], may_raise: set[str]) -> None:
        """Leave out right answers that `same` takes for other ones, such as those with keys of their own."""
        first, *others = self._right
        self._right = [first]
        for other in others:
            pair = _Judge(self._exercise, [first, other])
            if 2 * sum(pair.agrees(each, may_raise) for each in recorded) > len(recorded):
                self._right.append(other)

    def agrees(self, candidate: Input, may_raise: set[str]) -> bool:
        outcomes = []
        for function in self._right:
            np.random.seed(20261)  # noqa: NPY002 - the legacy style's own
            outcomes.append(called(function, *candidate.fresh()))
        first = outcomes[0]
        if isinstance(first, Raised) and (candidate.origin != "a test" or first.type_name not in may_raise):
            return False
        if candidate.origin == "varied" and not _is_finite(first):
            return False
        try:
            return all(self._exercise.same([other], [first]) for other in outcomes[1:])
        except Exception:  # a comparison that cannot digest what one of them made of it
            return False


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    array = np.asarray(value) if isinstance(value, np.ndarray | float | np.generic) else np.zeros(1)
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def _generated(exercise: Exercise, rng: np.random.Generator) -> Iterator[Input]:
    """What the exercise's registered generators give."""
    for generate in exercise.inputs:
        for _ in range(GENERATED):
            yield Input(encode([list(generate(rng)), {}]), "generated")


def _optional(function: Callable[..., Any]) -> inspect.Signature | None:
    """A signature with arguments that may be left out, as tests may do."""
    signature = inspect.signature(function)
    given = (each.default for each in signature.parameters.values())
    return signature if any(isinstance(each, bool | int | float) for each in given) else None


def _varied(
    recorded: Sequence[bytes], optional: inspect.Signature | None, rng: np.random.Generator
) -> Iterator[Input]:
    """Recorded inputs with other values and sizes: up to five tries for each that is wanted."""
    small = [decode(each) for each in recorded if len(each) <= LARGE]
    found: list[Family] = families(small)
    if not found:
        return
    for _ in range(5 * VARIED):
        family = found[rng.integers(len(found))]
        try:
            args, kwargs = family.varied(rng)
            if optional is not None and rng.random() < 0.5:
                kwargs = kwargs | _left_out(optional, args, kwargs, rng)
            yield Input(encode([args, kwargs]), "varied")
        except (TypeError, ValueError):  # no array has such a shape
            continue


def _left_out(
    signature: inspect.Signature, args: Sequence[Any], kwargs: dict[str, Any], rng: np.random.Generator
) -> dict[str, Any]:
    """Numbers for arguments that a call leaves out, other than their defaults."""
    given = signature.bind(*args, **kwargs).arguments
    return {
        name: another(each.default, rng)
        for name, each in signature.parameters.items()
        if name not in given and isinstance(each.default, bool | int | float)
    }
