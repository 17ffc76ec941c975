"""What a test cell calls: checks that say why.

A test cell is a few *parts*, each worth some points, and ends with `total()`:

>>> from helpers import checks
>>> def double(x):
...     return 2 * x
>>> with checks.part(1, "double(3) is 6"):
...     checks.close(checks.call(double, 3), 6, "double(3)")
✓ double(3) is 6 (1 of 1 point)
>>> checks.total()

The same cell runs in a student's JupyterLab, under stock nbgrader and in the autograder's judge.
nbgrader's partial credit needs the points earned as a plain float in the cell's last value; a cell
whose parts all pass ends with None, which nbgrader takes for full marks.
"""

import contextlib
import copy
import itertools
import math
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.answers import closed_off
from helpers.raised import line_of, raised_by_a_student, shown_line

__all__ = [
    "CheckFailure",
    "Ledger",
    "Part",
    "StudentProcessError",
    "TookTooLong",
    "agrees_with_slope",
    "call",
    "close",
    "different",
    "drawn_from",
    "grading",
    "hidden_rng",
    "identical",
    "parameters_of",
    "part",
    "raises",
    "require",
    "separate",
    "times_as_fast",
    "total",
    "unrelated",
]

FALLBACK_SEED = 271828
"""Seed of `hidden_rng` where no judge supplies one: in JupyterLab and under stock nbgrader."""

MOST_KEYS, MOST_SHOWN = 1000, 100
"""Keys among which those are that a message names, and items of a value that a message quotes."""

SIGMAS = 5.0
"""How many standard errors a sample statistic may lie from its expected value: one false alarm in 10⁶."""

NAMED_LINES = 64
"""Lines of the student's cell that a hidden part may name: 6 bits for code that tells its inputs by them."""

NAMED_ITEMS = 32
"""Items that a list may have for the reason to say which is wrong; of longer ones the detail says it."""


class CheckFailure(AssertionError):
    """A check found a wrong answer.

    Parameters
    ----------
    reason
        What is wrong, in one of a few sentences that are known beforehand. Hidden parts show it, and code
        that sees their inputs could put them into whatever is quoted of its result: a size, a shape, a
        number, a key, a name. Shapes, keys and lengths that were *expected* may be quoted.
    detail
        Index, expected and got, and all that is computed from the result. Only visible parts show it.
    hint
        The likely cause, addressed to the student. Hidden parts show it: it quotes no more than the reason.
    guess
        What the values look like, such as a flipped sign. It is shown before the part's own hint, where a
        `hint` is shown instead of it.
    """

    def __init__(self, reason: str, *, detail: str = "", hint: str = "", guess: str = "") -> None:
        super().__init__(" ".join(text for text in (reason, detail, hint or guess) if text))
        self.reason, self.detail, self.hint, self.guess = reason, detail, hint, guess


class StudentProcessError(Exception):
    """The student's process gave no answer. Raised by the judge.

    Parameters
    ----------
    kind
        ``"timeout"``, ``"memory"``, ``"crash"`` or ``"tampering"``.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class TookTooLong(BaseException):
    """A check that would take too long was interrupted. Raised by the judge, in the midst of whatever runs.

    No `Exception`, so that nothing on the way takes it for an error of the student's code.
    """

    def __init__(self) -> None:
        super().__init__(
            "what your code returned takes too long to check: it is much larger or deeper than expected"
        )


@dataclass
class Part:
    """One part of a test cell and what became of it.

    ``kind`` is ``"passed"``, ``"wrong"``, ``"error"``, ``"unanswered"`` or a `StudentProcessError`'s kind.
    """

    name: str
    points: float
    hidden: bool
    hint: str
    kind: str = "passed"
    reason: str = ""
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.kind == "passed"

    @property
    def earned(self) -> float:
        return self.points if self.passed else 0.0

    def fail(self, error: Exception | TookTooLong) -> None:
        """Take kind, reason and hint from what the part's body raised."""
        self.kind, self.reason = _kind_and_reason(error, self.hidden)
        guess = ""
        if isinstance(error, CheckFailure):
            self.detail = "" if self.hidden else error.detail
            guess = error.guess
        elif self.kind == "error":
            self.detail = "" if self.hidden else shown_line(error)
            guess, self.hint = _what_to_look_at(error, self.hidden), ""
        hint = getattr(error, "hint", "") or self.hint
        self.hint = both(guess, hint)

    def __str__(self) -> str:
        points = f"{self.earned:g} of {self.points:g} point{'s' if self.points != 1 else ''}"
        lines = [f"{'✓' if self.passed else '✗'} {self.name} ({points})"]
        if not self.passed:
            lines += [f"    {text}" for text in (self.reason, self.detail) if text]
            lines += [f"    Hint: {self.hint}"] if self.hint else []
        return "\n".join(lines)


def both(first: str, second: str) -> str:
    """Two hints in one line; either may be empty."""
    between = " " if first.endswith(("?", "!", ".")) else "; "
    return between.join(text for text in (first, second) if text)


Timed = Callable[[Callable[[], Any], Any], tuple[Any, float]]
"""Runs something that calls a student's function; the second argument is the result it should have. Gives the
result, and the seconds of processor time that the student's code took: infinite if something else of hers was
at work beside it."""


def _timed_here(run: Callable[[], Any], expected: Any) -> tuple[Any, float]:
    start = time.process_time()
    result = run()
    return result, time.process_time() - start


@dataclass
class Ledger:
    """The parts of one test cell, in order."""

    seed: int | Sequence[int] = FALLBACK_SEED
    verbose: bool = True
    parts: list[Part] = field(default_factory=list)
    generators: int = 0
    cell: object = None
    hidden: bool = False
    """Whether every part from now on is hidden, whatever it says of itself."""
    timed: Timed = _timed_here
    """How a student's code is timed; the judge reads the clocks of the student's processes."""
    share: Callable[[Any, Any], bool] = field(default=lambda one, two: share_memory(one, two))
    """Whether two results of a student's functions share something that can be changed; the judge asks her
    process, since what it has itself are copies."""


_judged: ContextVar[Ledger | None] = ContextVar("ledger of the cell being judged", default=None)
_interactive = Ledger()

listeners: list[Callable[[list[Part]], None]] = []
"""Told of the parts of each test cell that has ended, unless it is judged: see `helpers.check_magic`."""


def _cell_being_run() -> object:
    """The number of the notebook cell that is running, None outside IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.execution_count if shell else None


def _ledger() -> Ledger:
    judged = _judged.get()
    if judged is not None:
        return judged
    cell = _cell_being_run()
    if cell != _interactive.cell:
        _start_afresh(cell)
    return _interactive


def _start_afresh(cell: object) -> None:
    _interactive.parts, _interactive.generators, _interactive.cell = [], 0, cell


@contextlib.contextmanager
def grading(seed: int | Sequence[int] | Ledger) -> Iterator[Ledger]:
    """Judge one test cell: collect its parts silently and seed `hidden_rng` with `seed`.

    With the ledger of a cell that was judged in part, go on with that.
    """
    ledger = seed if isinstance(seed, Ledger) else Ledger(seed=seed, verbose=False)
    token = _judged.set(ledger)
    try:
        yield ledger
    finally:
        _judged.reset(token)


@contextlib.contextmanager
def part(points: float, name: str, *, hint: str = "", hidden: bool = False) -> Iterator[None]:
    """One part of a test cell: its body passes or fails as a whole, and a failure ends this part only.

    Parameters
    ----------
    points
        What the part is worth; the points of a cell's parts add up to the cell's points.
    name
        The property that is tested, such as "every bias is zero".
    hint
        Shown when the part fails and no check knows a likelier cause.
    hidden
        Whether students must not learn the inputs: failures then leave out expected values and indices.
    """
    ledger = _ledger()
    current = Part(name, float(points), hidden or ledger.hidden, hint)
    ledger.parts.append(current)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            yield
        except (Exception, TookTooLong) as error:
            if is_the_graders_own(error) and _judged.get():
                raise
            current.fail(error)
    if ledger.verbose:
        print(current)


def is_the_graders_own(error: BaseException) -> bool:
    """Whether memory ran out in the process that checks, not in the student's: no answer can be blamed."""
    return isinstance(error, MemoryError) and not hasattr(error, "student_type")


def total() -> float | None:
    """Points earned so far, for the last line of a test cell; None when every part passed."""
    ledger = _ledger()
    parts = ledger.parts
    if not parts:
        raise RuntimeError(
            "checks.total() needs at least one `with checks.part(…):` above it in the same cell"
        )
    if ledger is _interactive:
        _start_afresh(ledger.cell)
        for tell in listeners:
            tell(parts)
    if all(each.passed for each in parts):
        return None
    return float(sum(each.earned for each in parts))


def hidden_rng() -> np.random.Generator:
    """A generator for hidden inputs.

    The judge seeds it from a secret of the course, the assignment and the test cell; elsewhere the seed
    is fixed. Each call within one cell gives another stream.
    """
    ledger = _ledger()
    seed = list(ledger.seed) if isinstance(ledger.seed, Sequence) else [ledger.seed]
    ledger.generators += 1
    return np.random.default_rng([*seed, ledger.generators])


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a student's function on copies of the arguments, so that in-place changes stay hers."""
    if getattr(function, "copies_its_arguments", False):
        return function(*args, **kwargs)
    with closed_off(getattr(function, "__name__", "")):
        return function(*copy.deepcopy(args), **copy.deepcopy(kwargs))


def require(condition: object, reason: str, *, detail: str = "", hint: str = "") -> None:
    """Fail with `reason` unless `condition` is true; an object that only counts as true is not."""
    if not (isinstance(condition, bool | np.bool_) and condition):
        raise CheckFailure(reason, detail=detail, hint=hint)


def raises(expected: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Fail unless the call raises `expected`; a function that is not written yet does not."""
    try:
        call(function, *args, **kwargs)
    except expected as error:
        if isinstance(error, NotImplementedError | StudentProcessError) and type(error) is not expected:
            raise
        return
    raise CheckFailure(f"expected {expected.__name__}, but the call returned a value")


def close(
    got: Any, expected: Any, what: str = "the result", *, rtol: float = 1e-6, atol: float = 1e-9
) -> None:
    """Fail unless `got` has the structure, shapes and values of `expected`.

    `expected` leads: every key it has must be there, every item is compared. Dicts, lists and tuples are
    followed; a set has no other items; numbers may come as Python floats, NumPy scalars or arrays of one
    element.

    Raises
    ------
    CheckFailure
        Naming the key, the shape or the index, and the likely cause.
    """
    if expected is not None and got is None:
        raise CheckFailure(f"{what} is None", hint="does every path of your function return its result?")
    if isinstance(expected, Mapping):
        _same_keys(got, expected, what)
        for key, value in expected.items():
            close(got[key], value, f"{what}[{key!r}]", rtol=rtol, atol=atol)
    elif isinstance(expected, list | tuple):
        _same_length(got, expected, what)
        for index, (mine, theirs) in enumerate(zip(got, expected, strict=False)):  # of the same length
            with _item(what, index, len(expected)) as item:
                close(mine, theirs, item, rtol=rtol, atol=atol)
    elif isinstance(expected, set | frozenset):
        if not isinstance(got, set | frozenset):
            raise _of_another_kind(got, "a set", what)
        require(got == expected, f"{what} is not what was expected",
                detail=f"Expected {_shown(expected)}, got {_shown(got)}.")  # fmt: skip
    elif expected is None or isinstance(expected, str | bool | np.bool_):
        got, expected = _plain(got), _plain(expected)
        require(type(got) is type(expected) and got == expected, f"{what} is not what was expected",
                detail=f"Expected {_shown(expected)}, got {_shown(got)}.")  # fmt: skip
    else:
        _close_arrays(_numeric(got, what), np.asarray(expected), what, rtol, atol)


def parameters_of(got: Any, layers_dims: Sequence[int], what: str = "parameters") -> dict[str, NDArray[Any]]:
    """Fail unless `got` is a dict with Wl (n_l, n_{l-1}) and bl (n_l, 1) for each layer, all finite.

    Further keys fail too: networks count their layers as half of the keys.

    Returns
    -------
    The parameters as float arrays.
    """
    shapes: dict[str, tuple[int, int]] = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(layers_dims), start=1):
        shapes |= {f"W{layer}": (n, n_prev), f"b{layer}": (n, 1)}
    if got is None:
        raise CheckFailure(f"{what} is None", hint="does your function return its dictionary?")
    _same_keys(got, shapes, what)
    arrays = {}
    for key, shape in shapes.items():
        array = _numeric(got[key], f"{what}[{key!r}]")
        _same_shape(array, shape, f"{what}[{key!r}]")
        require(bool(np.isfinite(array).all()), f"{what}[{key!r}] contains NaN or infinity")
        arrays[key] = array.astype(float)
    if len(got) > len(shapes):
        further = sorted(map(_shown, itertools.islice((key for key in got if key not in shapes), MOST_KEYS)))
        raise CheckFailure(
            f"{what} has keys that belong to no layer",
            detail=f"There are {', '.join(further[:6])}.",
            hint="W1 and b1 are the first layer's, and there are as many layers as steps between sizes",
        )
    return arrays


def separate(one: Any, two: Any, reason: str, *, hint: str = "") -> None:
    """Fail with `reason` if two results are one object, or share an array, a list or a dict.

    Parameters
    ----------
    one, two
        As `call` returned them, or items of what it returned: copies share nothing.
    """
    if _ledger().share(one, two):
        raise CheckFailure(reason, hint=hint)


def share_memory(one: Any, two: Any) -> bool:
    """Whether two values are, or hold, one array, list or dict; or arrays that overlap."""
    mine, theirs = list(_changeable(one)), list(_changeable(two))
    if {id(each) for each in mine} & {id(each) for each in theirs}:
        return True
    arrays = [[each for each in side if isinstance(each, np.ndarray)] for side in (mine, theirs)]
    return any(np.may_share_memory(first, second) for first, second in itertools.product(*arrays))


def _changeable(value: Any) -> Iterator[Any]:
    """The arrays, lists and dicts in a value, itself included; of large ones the first."""
    waiting, most = [value], MOST_KEYS
    while waiting and most:
        each, most = waiting.pop(), most - 1
        if isinstance(each, np.ndarray | list | dict):
            yield each
        if isinstance(each, dict):
            waiting += itertools.islice(each.values(), MOST_KEYS)
        elif isinstance(each, list | tuple):
            waiting += each[:MOST_KEYS]


def drawn_from(
    values: ArrayLike, *, std: float, mean: float = 0.0, what: str = "the values", normal: bool = False
) -> None:
    """Fail unless a sample looks drawn with this mean and standard deviation.

    Only the distribution counts, never one particular stream of random numbers. With ``normal=True`` the
    kurtosis must also be that of a Gaussian (a uniform draw fails).
    """
    sample = _sample(values, what)
    require(sample.size > 1 and bool(np.ptp(sample) > 0), f"all values of {what} are the same",
            hint="the weights must be drawn at random, or all units of a layer stay alike")  # fmt: skip
    error = abs(sample.mean() - mean)
    if error > SIGMAS * max(std, sample.std()) / np.sqrt(sample.size):
        raise CheckFailure(
            f"the mean of {what} is too {_large(sample.mean() > mean)}, expected about {mean:g}",
            detail=f"It is {sample.mean():.3g}.",
            hint="np.random.rand draws from [0, 1), whose mean is ½: use randn" if sample.min() >= 0 else "",
        )
    ratio = sample.std() / std
    if abs(ratio - 1) > SIGMAS / np.sqrt(2 * sample.size):
        raise CheckFailure(
            f"the standard deviation of {what} is too {_large(ratio > 1)}",
            detail=f"Expected about {std:.4g}, got {sample.std():.4g}: {ratio:.3g} times what it should be.",
            hint=_scale_hint(float(ratio), std),
        )
    if normal:
        kurtosis = float(np.mean((sample - sample.mean()) ** 4) / sample.var() ** 2)
        require(
            abs(kurtosis - 3) < SIGMAS * np.sqrt(24 / sample.size),
            f"{what} do not follow a normal distribution",
            hint="a uniform draw has the right spread but the wrong shape: use a Gaussian",
        )


def identical(first: Any, second: Any, reason: str, *, hint: str = "") -> None:
    """Fail with `reason` unless two results are the same, number by number. Results without any fail too."""
    _require_numbers(first)
    try:
        close(second, first, rtol=0, atol=0)
    except CheckFailure:
        raise CheckFailure(reason, hint=hint) from None


def different(first: Any, second: Any, reason: str, *, hint: str = "") -> None:
    """Fail with `reason` if two results are the same, number by number. Results without any fail too."""
    _require_numbers(first)
    _require_numbers(second)
    try:
        close(second, first, rtol=0, atol=0)
    except CheckFailure:
        return
    raise CheckFailure(reason, hint=hint)


def unrelated(first: ArrayLike, second: ArrayLike, reason: str, *, hint: str = "") -> None:
    """Fail with `reason` if two draws, compared element by element from the start, are correlated."""
    one, two = _sample(first, "the first draw"), _sample(second, "the second draw")
    n = min(one.size, two.size)
    require(n > 1 and bool(np.ptp(one[:n]) > 0 and np.ptp(two[:n]) > 0), "all values of a draw are the same")
    one, two = one[:n] - one[:n].mean(), two[:n] - two[:n].mean()
    if abs(one @ two) / np.sqrt((one @ one) * (two @ two)) > SIGMAS / np.sqrt(n):
        raise CheckFailure(reason, hint=hint)


def agrees_with_slope(
    cost: Callable[[dict[str, Any]], Any],
    at: Mapping[str, ArrayLike],
    gradients: Mapping[str, ArrayLike],
    rng: np.random.Generator,
    *,
    directions: int = 2,
    epsilon: float = 1e-5,
    rtol: float = 1e-5,
) -> None:
    """Fail unless ``gradients["dX"]`` is the slope of `cost` in X, for each X of `at` (centred differences).

    Parameters
    ----------
    cost
        Gives a scalar for a dict of arrays such as `at`; calls the student's own forward pass.
    at
        Where the gradients were taken: arrays of any shape, by name.
    gradients
        For each name X of `at`, an array ``dX`` of X's shape; other keys are left alone.
    rng
        Draws the directions in which the slope is measured: two calls of `cost` each.
    """
    point = {name: np.asarray(value, dtype=float) for name, value in at.items()}
    _same_keys(gradients, {f"d{name}": None for name in point}, "the gradients")
    for name, value in point.items():
        gradient = _numeric(gradients[f"d{name}"], f"d{name}")
        _same_shape(gradient, value.shape, f"d{name}")
        for _ in range(directions):
            step = epsilon * rng.normal(size=value.shape)
            above, below = (float(np.squeeze(cost(point | {name: value + s}))) for s in (step, -step))
            measured, claimed = above - below, 2 * float(np.sum(gradient * step))
            rounding = 100 * np.finfo(float).eps * (1 + abs(above) + abs(below))  # where the slope is zero
            require(
                abs(measured - claimed) <= rtol * (abs(measured) + abs(claimed)) + rounding,
                f"d{name} is not the slope of your own forward pass in {name}",
                detail=f"Along one direction it gives {claimed / epsilon / 2:.6g}, "
                f"the centred difference {measured / epsilon / 2:.6g}.",
                hint="derive it again from the formula of the forward pass",
            )


ROUNDS = 7
"""How often `times_as_fast` times both, at most; three times where that settles it."""

DISTURBED = 5
"""After how many rounds beside which something else was at work it gives up."""


def times_as_fast(
    times: float,
    function: Callable[..., Any],
    slow: Callable[..., Any],
    draw: Callable[[np.random.Generator], tuple[Any, ...]],
    right: Callable[..., Any],
    *,
    share: float = 1.0,
    than: str = "the slow way",
    what: str = "the result",
) -> None:
    """Fail unless a student's function is right, and at least so many times as fast as a slow way.

    Each round draws other arguments, which nobody can know beforehand: results cannot be kept from one round
    for the next. Processor time counts, all threads together, and not how long it takes: a busy machine
    changes nothing. The median of the rounds decides.

    Parameters
    ----------
    times
        How many times as fast.
    function
        Calls the student's function, by `call`, and returns what `right` does.
    slow
        Does the same, or a part of it, in the slow way.
    draw
        Gives the arguments of all three by a generator that no seed repeats.
    right
        The right result.
    share
        Which part of the work `slow` does, such as 1 / 8 for one image of eight.
    than
        What `slow` is, for the message.
    what
        The result's name, for the message.

    Raises
    ------
    CheckFailure
        When it is wrong in a round, or too slow; a visible part says what was measured.
    """
    yours, theirs, ratios = list[float](), list[float](), list[float]()
    disturbed = 0
    while len(ratios) < ROUNDS and disturbed < DISTURBED:
        arguments = draw(np.random.default_rng())
        expected = right(*copy.deepcopy(arguments))
        start = time.thread_time()
        slow(*copy.deepcopy(arguments))
        loops = (time.thread_time() - start) / share
        got, seconds = _ledger().timed(partial(function, *copy.deepcopy(arguments)), expected)
        close(got, expected, what)
        if seconds == float("inf"):
            disturbed += 1
            continue
        theirs.append(loops)
        yours.append(max(seconds, 1e-6))
        ratios.append(theirs[-1] / yours[-1])
        if len(ratios) >= 3 and statistics.median_low(ratios) >= times:
            return
        if len(ratios) >= 2 and max(ratios) < times / 4:  # no luck can make up for it
            break
    if disturbed == DISTURBED:
        raise CheckFailure(
            "another process or thread that your notebook has started was at work while the time was taken",
            hint="end it before your function returns",
        )
    raise CheckFailure(
        f"your code is {_about(statistics.median_low(ratios))} as fast as {than}, "
        f"and should be at least {times:g} times as fast",
        detail=f"It took {1000 * statistics.median(yours):.3g} ms of processor time, "
        f"{than} {1000 * statistics.median(theirs):.3g} ms.",
    )


def _about(ratio: float) -> str:
    """A ratio in words, so coarsely that it cannot tell a hidden number."""
    steps = [step for step in (2, 5, 10, 20, 50, 100) if step <= ratio]
    return f"only about {steps[-1]} times" if steps else "not even twice"


def _kind_and_reason(error: Exception | TookTooLong, hidden: bool) -> tuple[str, str]:
    """Kind and reason; of an exception in a hidden part only what cannot tell the inputs."""
    match error:
        case CheckFailure():
            return "wrong", _sentence(error.reason)
        case StudentProcessError():
            return error.kind, _sentence(str(error))
        case TookTooLong():
            return "timeout", _sentence(str(error))
        case NotImplementedError():
            return "unanswered", "Not written yet: the function still raises NotImplementedError."
        case NameError() if not hasattr(error, "student_type") and not raised_by_a_student(error):
            return "error", _sentence(str(error))
        case MemoryError():
            return "memory", "Your code asked for more memory than a submission may use."
    message = error.args[0] if isinstance(error, KeyError) and error.args else str(error)
    if not raised_by_a_student(error):
        what = "" if hidden else f" ({type(error).__name__}" + (f": {message})" if message else ")")
        return "wrong", f"The test cannot use what your function returned{what}."
    line = line_of(error)
    where = f" (line {line} of your cell)" if line and not (hidden and line > NAMED_LINES) else ""
    if hidden:
        return "error", f"Your code raised {_well_known(type(error))}{where}."
    name = getattr(error, "student_type", type(error).__name__)
    return "error", _sentence(f"your code raised {name}{where}" + (f": {message}" if message else ""))


def _well_known(kind: type[BaseException]) -> str:
    """The name of an exception, or of the nearest base that code about numbers is likely to raise."""
    return next((base.__name__ for base in kind.__mro__ if base in _WELL_KNOWN), "an exception")


_WELL_KNOWN = (
    AssertionError, AttributeError, FloatingPointError, ImportError, IndexError, KeyError, NameError, OSError,
    OverflowError, RecursionError, RuntimeError, TypeError, UnboundLocalError, ValueError, ZeroDivisionError,
)  # fmt: skip
"""Exceptions that a hidden part names: with any other, they are 4 bits."""


_LOOK_AT_THE_LINE = "print what that line uses, just before it"
_WHAT_TO_LOOK_AT = {
    "IndexError": "an index is beyond the end: print it and the shape, just before that line",
    "KeyError": "the dict has no such key: print its keys, just before that line",
    "ValueError": "print what that line uses, with its shapes, just before it",
    "AttributeError": "is it of the type that you think? Print its type, just before that line",
    "NameError": "is the name defined above, and spelled the same?",
    "UnboundLocalError": "the function gives the name its value further down, or in a branch not taken",
    "ZeroDivisionError": "what can be zero in that line?",
    "RecursionError": "the function calls itself for ever",
    "AssertionError": "the condition of your own `assert` does not hold for every input",
    "TypeError": "count the arguments, and print the types of what the line uses",
    "ImportError": "is the module one that the course installs?",
}
"""What to do about an exception, by the name that a hidden part gives it."""

_BY_MESSAGE = {
    "ValueError": {
        r"shape|broadcast|dimension|aligned|concatenat|reshape|axis|axes|homogeneous": (
            "do the shapes fit together? Print those of everything that the line uses"
        ),
        r"unpack": "count what is on each side of the `=`",
        r"invalid literal|could not convert": "a text there is no number: print it, just before that line",
        r"truth value": "an array has many truth values: compare with `.any()` or `.all()`, or one number",
    },
    "RuntimeError": {r"answers exercises": "the formula is in the text above the exercise"},
    "ImportError": {r"answers exercises": "the formula is in the text above the exercise"},
    "TypeError": {
        r"not callable": "a variable of that name hides the function, or a `*` is missing before a bracket",
        r"not subscriptable|not iterable": "print the type of what has the brackets: is it what you think?",
        r"unsupported operand": "print the types of both sides of the operator",
    },
}
"""The same by what a message says, for visible parts: a choice between hints can tell a hidden number."""


def _what_to_look_at(error: BaseException, hidden: bool) -> str:
    """What to do about an exception of a student's code."""
    kind = _well_known(type(error))
    if not hidden:
        if shown_line(error).startswith("The line is `raise "):
            return "your own `raise` says so: which condition leads to it?"
        for pattern, hint in _BY_MESSAGE.get(kind, {}).items():
            if re.search(pattern, str(error)):
                return hint
    return _WHAT_TO_LOOK_AT.get(kind, _LOOK_AT_THE_LINE)


def _sentence(text: str) -> str:
    text = text.strip()
    if text.split(" ", 1)[0] in _PROSE:  # not the name of a variable
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


_PROSE = frozenset({"all", "another", "both", "every", "expected", "no", "the", "this", "your"})


@contextlib.contextmanager
def _item(what: str, index: int, items: int) -> Iterator[str]:
    """The name of a list's item, with its index unless there are so many that it could tell a number."""
    if items <= NAMED_ITEMS:
        yield f"{what}[{index}]"
        return
    try:
        yield f"an item of {what}"
    except CheckFailure as failure:
        detail = f"{failure.detail} It is item {index}.".lstrip()
        raise CheckFailure(failure.reason, detail=detail, hint=failure.hint) from None


def _same_keys(got: Any, expected: Mapping[Any, Any], what: str) -> None:
    if not isinstance(got, Mapping):
        raise _of_another_kind(got, "a dict", what)
    missing = [repr(key) for key in expected if key not in got]
    if missing:
        has = ", ".join(sorted(map(_shown, itertools.islice(got, MOST_KEYS)))[:12]) or "nothing"
        lacks = f"It lacks {', '.join(missing[:6])}. " if len(missing) > 1 else ""
        raise CheckFailure(f"{what} lacks {missing[0]}{' and others' if lacks else ''}",
                           detail=f"{lacks}It has {has}.",
                           hint="does your loop cover every layer, with the names W1, b1, …?"
                           if any(re.fullmatch(r"'[Wb]\d+'", key) for key in missing) else "")  # fmt: skip


def _same_length(got: Any, expected: Sequence[Any], what: str) -> None:
    if not isinstance(got, list | tuple) and not (isinstance(got, np.ndarray) and got.ndim):
        raise _of_another_kind(got, f"a {type(expected).__name__}", what)
    length = len(got) if isinstance(got, list | tuple) or got.size else 0
    if length != len(expected):
        many = "many" if length > len(expected) else "few"
        raise CheckFailure(
            f"{what} has too {many} items, expected {len(expected)}", detail=f"It has {length}."
        )


def _numeric(got: Any, what: str) -> NDArray[Any]:
    try:
        array = np.asarray(got)
    except Exception:  # ragged lists, and objects with a way of their own to become an array
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise _of_another_kind(got, "numbers", what)
    return array


def _sample(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """Flat array of real, finite numbers."""
    array = _numeric(values, what)
    require(array.dtype.kind != "c", f"{what} should be real numbers, not complex ones")
    require(bool(np.isfinite(array).all()), f"{what} contain NaN or infinity")
    return array.astype(float).ravel()


def _require_numbers(value: Any) -> None:
    """Fail unless a result has numbers somewhere in it, all of them finite."""
    require(_count_numbers(value) > 0, "the result has no numbers in it")


def _count_numbers(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_count_numbers, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_count_numbers, value))
    if value is None or isinstance(value, str):
        return 0
    return _sample(value, "the result").size


def _same_shape(got: NDArray[Any], shape: tuple[int, ...], what: str) -> None:
    if got.shape == shape or (got.size == 1 and shape == ()):
        return
    if not got.size:
        raise CheckFailure(f"{what} is empty, expected shape {shape}")
    if got.shape not in _likely_mistakes(shape):
        raise CheckFailure(
            f"{what} has the wrong shape, expected {shape}", detail=f"It has shape {got.shape}."
        )
    hint = ""
    if got.shape == shape[::-1] and len(shape) == 2:
        hint = "rows and columns are exchanged"
    elif got.ndim == 1 and got.size == int(np.prod(shape)) and len(shape) > 1:
        hint = "a rank-one array: keep two dimensions (keepdims=True, or a shape such as (n, 1))"
    raise CheckFailure(f"{what} has shape {got.shape}, expected {shape}", guess=hint)


def _likely_mistakes(shape: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Shapes that a result has instead of `shape` by mistake: few enough to be named in a hidden part."""
    places = range(len(shape))
    shorter = {shape[:place] + shape[place + 1 :] for place in places}  # summed without keepdims
    summed = {(*shape[:place], 1, *shape[place + 1 :]) for place in places}
    return {(), (1,), shape[::-1], (*shape, 1), (1, *shape), (math.prod(shape),), *shorter, *summed}


def _close_arrays(got: NDArray[Any], expected: NDArray[Any], what: str, rtol: float, atol: float) -> None:
    _same_shape(got, expected.shape, what)
    got = got.reshape(expected.shape)
    if _clearly_close(got, expected, rtol, atol):
        return
    wrong = ~np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
    if not wrong.any():
        return
    if not np.isfinite(got).all() and np.isfinite(expected).all():
        raise CheckFailure(
            f"{what} contains NaN or infinity",
            guess="look for a division by zero, a log of zero or an overflow",
        )
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = f" at {list(index)}" if index else ""
    by, guess = _factor(got, expected)
    raise CheckFailure(
        f"{what} has wrong values" if expected.size > 1 else f"{what} is wrong",
        detail=f"Expected {expected[index]:.6g}, got {got[index]:.6g}{place}"
        + (f" ({int(wrong.sum())} of {wrong.size} differ{by})." if wrong.size > 1 else "."),
        guess=guess,
    )


def _clearly_close(got: NDArray[Any], expected: NDArray[Any], rtol: float, atol: float) -> bool:
    """Whether finite floats are close: what `np.isclose` says of them, in a fifth of its time."""
    if got.dtype.kind != "f" or expected.dtype.kind != "f":
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(got - expected) < atol + rtol * np.abs(expected)).all())


def _factor(got: NDArray[Any], expected: NDArray[Any]) -> tuple[str, str]:
    """The constant factor between wrong and expected values, if there is one: for the detail, and a hint."""
    nonzero = expected != 0
    if not nonzero.any() or not np.isfinite(got).all():
        return "", ""
    if not got.any():
        return "", "every value is zero" if got.size > 1 else ""
    if len(np.unique(np.abs(expected[nonzero]))) < DISTINCT:
        return "", ""
    ratios = got[nonzero] / expected[nonzero]
    ratio = ratios.flat[0]
    if not np.allclose(ratios, ratio, rtol=1e-6) or got[~nonzero].any():
        return "", ""
    by = f", each by a factor of {ratio:.4g}"
    for factor, hint in _FACTORS.items():
        if np.isclose(ratio, factor):
            return by, hint
    sign = "the sign is flipped, and " if ratio < 0 else ""
    return by, f"{sign}every value is too {_large(abs(ratio) > 1)} by the same factor"


DISTINCT = 3
"""Different values besides 0 that must all be wrong by one factor before it is named."""

_FACTORS = {
    -1: "the sign is flipped",
    2: "every value is 2 times what it should be",
    0.5: "every value is 0.5 times what it should be",
}
"""Factors that a hint names; code that would tell its inputs by a factor finds no others."""


def _large(yes: bool | np.bool_) -> str:
    return "large" if yes else "small"


def _scale_hint(ratio: float, std: float) -> str:
    if 0.69 < ratio < 0.725:
        return "a factor √½: is there a 2 that should be a 1, or the other way round?"
    if 1.38 < ratio < 1.45:
        return "a factor √2: is there a 1 that should be a 2, or the other way round?"
    if 0.95 < ratio / std < 1.05:
        return "it is the variance that you multiply with: take its square root"
    return ""


def _plain(value: Any) -> Any:
    """NumPy's booleans and strings as Python's."""
    return value.item() if isinstance(value, np.bool_ | np.str_) else value


def _shown(value: Any) -> str:
    """A value for a message, cut to one line's length."""
    if isinstance(value, str | bytes):
        value = value[:80]
    elif isinstance(value, list | tuple | dict | set | frozenset) and len(value) > MOST_SHOWN:
        return f"a {type(value).__name__} of {len(value)} items"
    try:
        text = repr(value)
    except Exception:  # such as an integer of too many digits
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 80 else f"{text[:79]}…"


def _of_another_kind(got: Any, wanted: str, what: str) -> CheckFailure:
    """The failure for a result that is not of the kind that was wanted.

    In the judge, what is too large, too deeply nested or not plain stays with the student: an object that
    knows no more than its ``student_type``.
    """
    stayed = getattr(got, "student_type", None)
    name = stayed if isinstance(stayed, str) else type(got).__name__
    if isinstance(got, np.generic):
        name = type(got.item()).__name__
    if name not in _KINDS:
        return CheckFailure(
            f"{what} should be {wanted}, not an object of another type", detail=f"It is: {name}."
        )
    kind = _KINDS[name]
    if kind == wanted or (stayed and kind == "an array" and wanted == "numbers"):
        return CheckFailure(
            f"{what} is {kind} that is too large or too deeply nested, or holds other objects"
        )
    if isinstance(got, np.ndarray) and wanted == "numbers":
        kind = "an array of something else"
    return CheckFailure(f"{what} should be {wanted}, not {kind}")


_KINDS = {"NoneType": "None", "ndarray": "an array", "int": "an int", "object": "an object"} | {
    name: f"a {name}"
    for name in (
        "bool", "bytes", "complex", "dict", "float", "frozenset", "function", "generator", "list", "map",
        "range", "set", "str", "tuple", "type", "zip",
    )
}  # fmt: skip
"""Kinds of results that reasons name."""
