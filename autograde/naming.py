"""Names the known mistake behind a wrong answer: which one behaves as the student's function did.

Each mistake of the registry (`helpers.reference.registry`) is called with the arguments that the judge has
sent to the student's function, and its results are compared with hers. First those of all calls together.
Where no mistake explains all of them, then part by part and item by item: a slip in one layer, in one branch
or beside another one leaves the other results as they should be.
"""

import contextlib
import itertools
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograde.student import Call
from autograde.watch import within
from autograde.wire import encode
from helpers import checks
from helpers.reference.registry import (
    Described,
    Exercise,
    Exercises,
    Raised,
    Series,
    Variant,
    same_values,
)

NAMING = 0.5
"""CPU seconds that naming the mistakes of one test may take."""

LARGE = 2**16
"""Bytes of a result from which on it is compared only with known mistakes whose own is about as large."""

MOST_COMPARED = 2**18
"""Numbers of a part that are compared one by one; what has more is compared as a whole alone."""

ENOUGH = 3
"""Different wrong numbers that show a mistake where each of them alone could be chance, such as 0 or 1."""


@dataclass(frozen=True)
class Mistake:
    """A known mistake: its name in the registry, and its sentence to the student."""

    name: str
    text: str


Part = int | None
"""The number of a part of a test cell; None is the whole cell, when it crashed."""


def named_mistakes(
    exercises: Exercises | None, exercise: str, calls: Sequence[Call], wrong: Mapping[Part, bool]
) -> dict[Part, Mistake]:
    """For parts of a test cell that failed, the known mistake that explains each, where one does.

    Parameters
    ----------
    exercise
        What the cell tests. Another function's mistake explains a part only if the exercise's own function
        was not called in it, or did there what it should.
    calls
        Those of the student's functions, in order.
    wrong
        The parts, and whether each is hidden. All hidden parts get the same name: with a choice for each,
        code could say more of their inputs.
    """
    named: dict[Part, Mistake] = {}
    with contextlib.suppress(checks.TookTooLong):  # no more is named then
        within(NAMING, lambda: _name(exercises or (), exercise, calls, wrong, named))
    return named


def _name(
    exercises: Iterable[Exercise],
    tested: str,
    calls: Sequence[Call],
    wrong: Mapping[Part, bool],
    named: dict[Part, Mistake],
) -> None:
    by_function = {each.called: each for each in exercises}
    own = next((each for each in by_function.values() if each.name == tested), None)
    others = [each for each in by_function.values() if each is not own]
    for exercise in [*others, *([own] if own else [])]:  # the exercise's own has the last word
        its = [call for call in calls if call.function == exercise.called]
        explained = {part for part in wrong if part is None or any(call.part == part for call in its)}
        if exercise is not own and own is not None:
            explained = {part for part in explained if _did_its_own_right(own, calls, part)}
        if explained:
            named.update(_explained(exercise, its, {part: wrong[part] for part in explained}))


def _of_part(calls: Iterable[Call], part: Part) -> list[Call]:
    return [call for call in calls if part is None or call.part == part]


def _did_its_own_right(own: Exercise, calls: Sequence[Call], part: Part) -> bool:
    its = [call for call in _of_part(calls, part) if call.function == own.called]
    return not its or _behaves(own, own.function, its, Series(its, _answer))


def _explained(exercise: Exercise, calls: Sequence[Call], wrong: Mapping[Part, bool]) -> dict[Part, Mistake]:
    """The mistake of one function for each of these parts."""
    if (whole := diagnose(exercise, calls)) is not None:
        return dict.fromkeys(wrong, whole)
    found = {part: _in_part(exercise, _of_part(calls, part)) for part in wrong}
    visible = {part: mistake for part, mistake in found.items() if mistake and not wrong[part]}
    hidden = [mistake for part, mistake in found.items() if mistake and wrong[part]]
    # Of what is said in visible parts, code can tell nothing new; beside it, all hidden parts say one thing.
    said = next((each for each in hidden if each in visible.values()), hidden[0] if hidden else None)
    shared = {part: said for part, mistake in found.items() if said and wrong[part] and mistake == said}
    return visible | shared


def diagnose(exercise: Exercise, calls: Sequence[Call]) -> Mistake | None:
    """The one known mistake that behaves as the student's function did on all of these calls, if any.

    The reference is tried too: what behaves like it is no mistake of this function.
    """
    if all(call.raised for call in calls):  # too little to tell one mistake from another
        return None
    ours = Series(calls, _answer)
    if _behaves(exercise, exercise.function, calls, ours):
        return None
    right = Series(calls, partial(_known_outcome, exercise.function))

    def explains(variant: Variant) -> bool:
        function = variant.function
        return _behaves(exercise, function, calls, ours) and not any(
            _has_what_it_lacks(one, _known(function, call), theirs)
            for one, call, theirs in zip(ours, calls, right, strict=True)
        )

    return _the_only_one(exercise, explains)


def _has_what_it_lacks(ours: Any, mistaken: Any, right: Any) -> bool:
    """Whether a result has a key that it should have and a mistake's has not: then it is not that mistake."""
    if type(ours) is dict and type(mistaken) is dict and type(right) is dict:
        return any(name in right and name not in mistaken for name in ours)
    if (
        isinstance(ours, list | tuple)
        and isinstance(mistaken, list | tuple)
        and isinstance(right, list | tuple)
    ):
        return any(map(_has_what_it_lacks, ours, mistaken, right))
    return False


def _in_part(exercise: Exercise, calls: Sequence[Call]) -> Mistake | None:
    """The one known mistake that explains these calls: each result is the mistake's or right."""
    if not calls or any(len(call.reply) > LARGE for call in calls):
        return None
    if exercise.same is not same_values:  # draws, and caches of any form, are compared as a whole
        return diagnose(exercise, calls)
    ours = [_answer(call).outcome for call in calls]
    right = [_known(exercise.function, call) for call in calls]
    if same_values(ours, right):
        return None
    return _the_only_one(exercise, lambda variant: _explains(variant, calls, ours, right))


def _explains(variant: Variant, calls: Sequence[Call], ours: Sequence[Any], right: Sequence[Any]) -> bool:
    try:
        return explains(ours, right, [_known(variant.function, call) for call in calls])
    except Exception:  # a strange answer, which cannot be compared with this one
        return False


def _the_only_one(exercise: Exercise, explains: Callable[[Variant], bool]) -> Mistake | None:
    found = [known for known in exercise.misconceptions if any(map(explains, known.all_settings))]
    return Mistake(found[0].name, found[0].text) if len(found) == 1 else None


def _known(variant: Callable[..., Any], call: Call) -> Any:
    return _known_outcome(variant, call).outcome


def _known_outcome(variant: Callable[..., Any], call: Call) -> Described:
    with _global_stream_put_back() as keep:
        return _outcomes.of(variant, call, keep)


Outcome = Call | None
"""A call that was made, with what came of it; None if nothing did in time."""


def first_wrong(exercise: Exercise, calls: Sequence[Call]) -> tuple[Call, Callable[[Outcome], bool]] | None:
    """The first call whose result is not the reference's, and what says whether another result is.

    None where all are right, or the reference cannot tell: what it is given has a form of the student's own.
    """
    for call in calls:
        if call.function != exercise.called:
            continue
        right = _known(exercise.function, call)
        if isinstance(right, Raised) and not call.raised:
            return None
        if not _is_as(exercise, call, right):
            return call, partial(_gives, exercise, right)
    return None


def _gives(exercise: Exercise, right: Any, outcome: Outcome) -> bool:
    return outcome is not None and _is_as(exercise, outcome, right)


def _is_as(exercise: Exercise, call: Call, right: Any) -> bool:
    try:
        return exercise.same([_answer(call).outcome], [right])
    except Exception:  # a comparison that cannot digest a strange answer
        return False


class _Differ(Exception):
    """What the student's function gave is neither right nor the mistake's."""


def explains(ours: Sequence[Any], right: Sequence[Any], mistaken: Sequence[Any]) -> bool:
    """Whether each item of what a function gave is right or the mistake's, and enough of it is the mistake's.

    Where the two agree nothing is shown. One number that is neither 0, 1, a small fraction nor so common is
    enough; of others it takes three.
    """
    shown = set[float]()
    try:
        for one, two, three in zip(ours, right, mistaken, strict=True):
            shown |= _shown_by(one, two, three)
    except _Differ:
        return False
    return len(shown) >= ENOUGH or any(not _is_common(number) for number in shown)


def _shown_by(ours: Any, right: Any, mistaken: Any) -> set[float]:
    """The wrong numbers that a result has in common with the mistake's.

    Raises
    ------
    _Differ
        When an item is neither right nor the mistake's.
    """
    if isinstance(ours, Raised):
        if isinstance(right, Raised) and ours == right:
            return set()
        if isinstance(mistaken, Raised) and mistaken == ours and mistaken.message == ours.message:
            return {math.pi * len(ours.message)} if ours.message else set()
        raise _Differ
    if isinstance(mistaken, Raised) or isinstance(right, Raised):
        if same_values([ours], [right]):
            return set()
        if isinstance(right, Raised) and same_values([ours], [mistaken]):
            return {math.pi}  # no error where there should be one
        raise _Differ
    if type(ours) is dict and type(right) is dict and type(mistaken) is dict:
        names = right.keys() | (mistaken.keys() & ours.keys())
        if any(name not in ours for name in right):
            raise _Differ
        items = ((ours[name], right.get(name), mistaken.get(name)) for name in names)
        return set().union(*itertools.starmap(_shown_by, items))
    sequences = [isinstance(each, list | tuple) for each in (ours, right, mistaken)]
    if all(sequences) and len(ours) == len(right) == len(mistaken):
        return set().union(*map(_shown_by, ours, right, mistaken))
    if same_values([ours], [right]):
        return set()
    return _wrong_numbers(ours, right, mistaken)


def _wrong_numbers(ours: Any, right: Any, mistaken: Any) -> set[float]:
    """The same for two arrays or numbers: as a whole, or number by number where all have one shape."""
    arrays = [np.asarray(each) for each in (ours, right, mistaken)]
    if any(each.dtype.kind not in "biuf" or each.size > MOST_COMPARED for each in arrays):
        if same_values([ours], [mistaken]):
            return {math.pi}
        raise _Differ
    mine, theirs, wrong = arrays
    if mine.shape != wrong.shape:
        raise _Differ
    close = {"rtol": 1e-6, "atol": 1e-9, "equal_nan": True}
    as_wrong = np.isclose(mine, wrong, **close)  # type: ignore[call-overload]
    if mine.shape != theirs.shape:
        if not as_wrong.all():
            raise _Differ
        return {math.pi * mine.size}
    as_right = np.isclose(mine, theirs, **close)  # type: ignore[call-overload]
    if not (as_wrong | as_right).all():
        raise _Differ
    return {float(f"{number:.6g}") for number in mine[as_wrong & ~as_right].ravel()[:100].tolist()}


def _is_common(number: float) -> bool:
    """Whether many mistakes lead to a number: 0, NaN, infinity, and fractions of a power of 2."""
    return not math.isfinite(number) or (abs(number) < 100 and (number * 8).is_integer())


def _answer(call: Call) -> Described:
    return Described(Raised(call.raised, call.message) if call.raised else call.value)


def _behaves(
    exercise: Exercise, variant: Callable[..., Any], calls: Sequence[Call], ours: Sequence[Any]
) -> bool:
    with _global_stream_put_back() as keep:
        try:
            if any(_out_of_proportion(call, variant, keep) for call in calls):
                return False
            return exercise.same(ours, Series(calls, lambda call: _outcomes.of(variant, call, keep)))
        except Exception:  # a comparison that cannot digest a strange answer: then it is not that mistake
            return False


def _out_of_proportion(call: Call, variant: Callable[..., Any], before: Callable[[], None]) -> bool:
    """Whether a student's result is so much larger than a variant's that they need not be compared."""
    return len(call.reply) > LARGE and len(call.reply) > 2 * _size(
        _outcomes.of(variant, call, before).outcome
    )


@contextlib.contextmanager
def _global_stream_put_back() -> Iterator[Callable[[], None]]:
    """Give what keeps the state of NumPy's global stream, from which variants of the legacy style draw.

    It is to be called before a variant is, and costs more than most comparisons with outcomes that are known.
    """
    kept: list[Any] = []

    def keep() -> None:
        if not kept:
            kept.append(np.random.get_state())  # noqa: NPY002 - the legacy style's own

    try:
        yield keep
    finally:
        for state in kept:
            np.random.set_state(state)  # noqa: NPY002


def _outcome(variant: Callable[..., Any], call: Call) -> Any:
    args, kwargs = call.fresh_arguments()
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as NumPy's on the mean of nothing
            return variant(*args, **kwargs)
    except Exception as error:
        return Raised(type(error).__name__, str(error))


class _Outcomes:
    """What known mistakes give for calls, remembered: hidden inputs are the same for a whole class.

    Only what a second call gives again is remembered: mistakes that have no seed draw each time.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._known: dict[tuple[Callable[..., Any], bytes], Described] = {}
        self._fickle: set[Callable[..., Any]] = set()

    def of(self, variant: Callable[..., Any], call: Call, before: Callable[[], None]) -> Described:
        """The outcome of a variant for the arguments of a call; `before` is called before the variant is."""
        key = (variant, call.arguments)
        if key in self._known:
            return self._known[key]
        before()
        outcome = _outcome(variant, call)
        described = Described(outcome)
        if variant in self._fickle:
            return described
        size = len(call.arguments) + 2 * _size(outcome)  # its descriptions take about as much again
        if size > self._max_bytes // 100:
            return described
        if not same_values([outcome], [_outcome(variant, call)]):
            self._fickle.add(variant)
            return described
        if self._bytes + size > self._max_bytes:
            self._known.clear()
            self._bytes = 0
        self._known[key] = described
        self._bytes += size
        return described


def _size(outcome: Any) -> int:
    """Bytes of an outcome, roughly; what is not plain counts as too large to keep."""
    try:
        return len(encode(outcome)) if not isinstance(outcome, Raised) else 100
    except (TypeError, ValueError):
        return 2**62


_outcomes = _Outcomes(max_bytes=2**26)
