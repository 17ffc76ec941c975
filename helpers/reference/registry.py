"""The registry of graded functions: for each its reference, its known mistakes and its right styles.

>>> import numpy as np
>>> exercises = Exercises("example")
>>> @exercises.reference()
... def mean(x):
...     return np.mean(x)
>>> @exercises.misconception(mean, "You divide by n − 1; the mean divides by n.")
... def divides_by_n_minus_one(x):
...     return np.sum(x) / (len(x) - 1)
>>> exercises["mean"].misconceptions[0].name
'divides_by_n_minus_one'
"""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.machinery import SourceFileLoader
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from helpers.checks import CheckFailure, close
from helpers.standing import names_in

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Raised:
    """What a call raised instead of returning something; equal when the type is."""

    type_name: str
    message: str = field(default="", compare=False)


Outcomes = Sequence[Any]
"""What one function gave for a series of calls: the value of each, or `Raised`."""


class Described:
    """An outcome, which must not be changed, with what was said of it: each description is made once."""

    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome
        self._said: dict[Callable[[Any], Any], Any] = {}

    def by(self, describe: Callable[[Any], Any]) -> Any:
        """What `describe` says of the outcome."""
        if describe not in self._said:
            self._said[describe] = describe(self.outcome)
        return self._said[describe]


class Series(Sequence[Any]):
    """Outcomes of one function for a series of calls; each is looked up when it is needed, and once."""

    def __init__(self, calls: Sequence[Any], look_up: Callable[[Any], Described]) -> None:
        self._calls, self._look_up = calls, look_up
        self._found: dict[int, Described] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: Any) -> Any:
        return self.at(index).outcome

    def at(self, index: int) -> Described:
        """An outcome with its descriptions."""
        if index not in self._found:
            self._found[index] = self._look_up(self._calls[index])
        return self._found[index]


def described(describe: Callable[[Any], Any], outcomes: Outcomes) -> Iterator[Any]:
    """What `describe` says of each outcome, in order; of those in a `Series` it is remembered.

    A comparison that asks in this way describes a student's outcomes once for all known mistakes, and those
    of a known mistake once for all students who get the same inputs.
    """
    if isinstance(outcomes, Series):
        return (outcomes.at(index).by(describe) for index in range(len(outcomes)))
    return map(describe, outcomes)


Inputs = Callable[[np.random.Generator], tuple[Any, ...]]
"""Draws the arguments of one valid call."""

SameAs = Callable[[Outcomes, Outcomes], bool]
"""Whether two series of outcomes, of a student's function and of a variant, show the same behaviour.

The variant is only called for the outcomes that are looked at: compare one by one, and stop at a difference.
"""


def same_values(ours: Iterable[Any], theirs: Iterable[Any]) -> bool:
    """Whether two series of outcomes agree value by value (relative 1e-6)."""
    return all(_same_value(one, two) for one, two in zip(ours, theirs, strict=True))


def _same_value(one: Any, two: Any) -> bool:
    if isinstance(one, Raised) or isinstance(two, Raised):
        # Not `one == two`, which an array would answer element by element.
        return isinstance(one, Raised) and isinstance(two, Raised) and one == two
    if type(one) is dict and type(two) is dict:
        return all(name in one and _same_value(one[name], two[name]) for name in two)
    if isinstance(one, list | tuple) and isinstance(two, list | tuple):
        return len(one) == len(two) and all(map(_same_value, one, two))
    if type(one) is int and type(two) is int and one == two and abs(one) < 2**53:
        return True  # sizes and labels, of which there may be hundreds
    try:
        with np.errstate(all="ignore"):
            close(one, two)
    except CheckFailure:
        return False
    return True


@dataclass(frozen=True)
class Variant:
    """Another way to write a graded function: a known mistake, or a right style.

    ``text`` is the sentence to the student (a mistake) or the name of the style (a right one). What one that
    stands ``alone`` passes on, such as a cache of a form of its own, fits none of the other variants.
    ``written`` is what a student writes: the function itself, or a class that tests reach through a function.
    A mistake that has ``settings``, such as the layer in which it is made or the number that stands for ε, is
    written with them in place; ``others`` are the same mistake with other settings.
    """

    name: str
    text: str
    function: Callable[..., Any]
    written: Callable[..., Any]
    alone: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    others: "tuple[Variant, ...]" = ()

    @property
    def all_settings(self) -> "tuple[Variant, ...]":
        """The variant and its others."""
        return (self, *self.others)

    def __str__(self) -> str:
        settings = ",".join(f"{name}={value}" for name, value in self.settings.items())
        return f"{self.name}[{settings}]" if settings else self.name


@dataclass
class Exercise:
    """One graded function, or a graded class.

    Objects do not cross the wire, so the tests of a class call a given function of the notebook, ``called``,
    which uses the class; ``through`` is that function with the class as its first argument.
    """

    name: str
    function: Callable[..., Any]
    same: SameAs
    called: str
    through: Callable[..., Any] | None = None
    cache: int | None = None
    """The place of the cache, whose form is the student's own, among what it returns."""
    misconceptions: list[Variant] = field(default_factory=list)
    styles: list[Variant] = field(default_factory=list)
    inputs: list[Inputs] = field(default_factory=list)

    def source_of(self, variant: Variant) -> str:
        """The variant as a student would have written it: under the exercise's name, with what it needs."""
        return standalone_source(variant.written, self.name, variant.settings)

    def reached(self, written: Callable[..., Any]) -> Callable[..., Any]:
        """What tests call for what a student wrote: a function itself, a class through its function."""
        return written if self.through is None else partial(self.through, written)


@dataclass
class Exercises:
    """The graded functions of one assignment, in order."""

    assignment: str
    _by_name: dict[str, Exercise] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Exercise:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self._by_name.values())

    def reference(
        self,
        *,
        same: SameAs = same_values,
        called: str | None = None,
        through: Callable[..., Any] | None = None,
        cache: int | None = None,
    ) -> Callable[[Function], Function]:
        """Register a reference implementation; `same` compares a student's behaviour with a variant's.

        That of a class says how it is `called`, and `through` what; that of a function whose results have a
        `cache` of any form says in which place, as in `Exercise`.
        """

        def register(function: Function) -> Function:
            name = function.__name__
            exercise = Exercise(name, function, same, called or name, through, cache)
            exercise.function = exercise.reached(function)
            self._by_name[name] = exercise
            return function

        return register

    def misconception(
        self, of: Callable[..., Any], says: str, **settings: Sequence[Any]
    ) -> Callable[[Function], Function]:
        """Register a known mistake with the sentence that explains it to the student.

        A mistake that people make in several places, or with several numbers, has keyword-only arguments for
        them, and `settings` names the values of each: every combination is known under the one name.

        >>> @exercises.misconception(mean, "You divide by a constant.", by=(2, 10))  # doctest: +SKIP
        ... def divides_by_a_constant(x, *, by):
        ...     return np.sum(x) / by
        """
        exercise = self._by_name[of.__name__]
        return self._register(exercise, exercise.misconceptions, says, settings=settings)

    def style(
        self, of: Callable[..., Any], says: str, *, alone: bool = False
    ) -> Callable[[Function], Function]:
        """Register another right way to write it; `says` names the style; `alone` as in `Variant`."""
        exercise = self._by_name[of.__name__]
        return self._register(exercise, exercise.styles, says, alone)

    def inputs(self, of: Callable[..., Any]) -> Callable[[Inputs], Inputs]:
        """Register a generator of valid inputs, which `autograde verify` compares variants on.

        >>> @exercises.inputs(mean)  # doctest: +SKIP
        ... def numbers(rng):
        ...     return (rng.normal(size=rng.integers(1, 9)),)
        """

        def register(draw: Inputs) -> Inputs:
            self._by_name[of.__name__].inputs.append(draw)
            return draw

        return register

    def _register(
        self,
        exercise: Exercise,
        variants: list[Variant],
        text: str,
        alone: bool = False,
        settings: Mapping[str, Sequence[Any]] | None = None,
    ) -> Callable[[Function], Function]:
        def register(function: Function) -> Function:
            name, settings_of = function.__name__, settings or {}
            each = [
                Variant(
                    name,
                    text,
                    exercise.reached(partial(function, **chosen) if chosen else function),
                    function,
                    alone,
                    chosen,
                )
                for values in product(*settings_of.values())
                for chosen in [dict(zip(settings_of, values, strict=True))]
            ]
            variants.append(replace(each[0], others=tuple(each[1:])))
            return function

        return register


def load(assignment: str) -> Exercises | None:
    """The registry of an assignment, None where it has no module of references.

    A module ``helpers/reference/<assignment>.py`` names its registry ``exercises``.
    """
    if not assignment.isidentifier():
        return None
    name = f"helpers.reference.{assignment}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name in (name, "helpers.reference"):
            return None
        raise
    exercises: Exercises = module.exercises
    return exercises


def source_files(assignment: str) -> list[Path]:
    """The files of an assignment's references: its module, and those of this package that it imports."""
    folder = Path(__file__).parent
    found: list[Path] = []
    names = [assignment]
    while names:
        path = folder / f"{names.pop()}.py"
        if path in found or not path.is_file():
            continue
        found.append(path)
        names += _own_imports(path)
    return sorted(found)


def _own_imports(path: Path) -> list[str]:
    """The modules of this package that a file of it may import, read from its byte code, which is cached."""
    name = f"{__package__}.{path.stem}"
    code = SourceFileLoader(name, str(path)).get_code(name)
    assert code is not None
    used = set(names_in(code))
    inside = {name.removeprefix(f"{__package__}.") for name in used if name.startswith(f"{__package__}.")}
    return sorted(inside | used if __package__ in used else inside)


def standalone_source(
    definition: Callable[..., Any], name: str, settings: Mapping[str, Any] | None = None
) -> str:
    """Source of a function or class renamed to `name`, preceded by the module's own functions that it calls.

    Keyword-only arguments that `settings` names become constants at the beginning of the function. A class is
    written with the methods that it inherits from classes of its module, as a student writes one.

    Raises
    ------
    ValueError
        When it calls the module's function of that very name: renamed, it would call itself for ever.
    """
    module = inspect.getmodule(definition)
    pieces: list[str] = []
    seen = {definition.__name__}

    def add_helpers(of: Callable[..., Any]) -> None:
        for used in names_in(inspect.unwrap(of).__code__):
            helper = getattr(module, used, None)
            if inspect.isfunction(helper) and helper.__module__ == of.__module__ and used not in seen:
                if used == name:
                    raise ValueError(f"{definition.__name__} calls {name}, whose name it would take")
                seen.add(used)
                add_helpers(helper)
                pieces.append(_bare_source(helper, used))

    if isinstance(definition, type):
        methods = _methods(definition)
        for method in methods.values():
            add_helpers(method)
        return "\n\n".join([*pieces, _bare_class(definition, name, methods)])
    add_helpers(definition)
    return "\n\n".join([*pieces, _bare_source(definition, name, settings)])


def _lineage(definition: type) -> list[type]:
    """A class after the classes of its module that it inherits from."""
    return [each for each in reversed(definition.__mro__) if each.__module__ == definition.__module__]


def _methods(definition: type) -> dict[str, Callable[..., Any]]:
    """The methods of a class and of those that it inherits from in its module."""
    return {
        name: method
        for each in _lineage(definition)
        for name, method in vars(each).items()
        if inspect.isfunction(method)
    }


def _bare_class(definition: type, name: str, methods: dict[str, Callable[..., Any]]) -> str:
    """A class of these methods under another name, with the bases of the first of its lineage."""
    (first,) = ast.parse(textwrap.dedent(inspect.getsource(_lineage(definition)[0]))).body
    assert isinstance(first, ast.ClassDef)
    bases = f"({', '.join(map(ast.unparse, first.bases))})" if first.bases else ""
    bodies = [textwrap.indent(_bare_source(method, each), "    ") for each, method in methods.items()]
    return "\n\n".join([f"class {name}{bases}:", *bodies])


def _bare_source(function: Callable[..., Any], name: str, settings: Mapping[str, Any] | None = None) -> str:
    """A function's source under another name, without decorators, docstring, annotations and settings."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(definition, ast.FunctionDef)
    definition.name, definition.decorator_list, definition.returns = name, [], None
    for argument in ast.walk(definition.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    if ast.get_docstring(definition) is not None and len(definition.body) > 1:
        definition.body = definition.body[1:]
    if settings:
        definition.args.kwonlyargs, definition.args.kw_defaults = [], []
        constants = [f"{setting} = {value!r}" for setting, value in settings.items()]
        definition.body[:0] = ast.parse("\n".join(constants)).body
    return ast.unparse(definition)
