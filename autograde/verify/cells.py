"""Runs the test cells of source notebooks in this process, as the judge does in its own.

A test cell gets what the locked cells import and the graded functions; each function is wrapped so that it
sees copies of its arguments, gives back a copy of its result, and leaves a record of its calls.
"""

import ast
import copy
import functools
import symtable
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearMarkScheme, ClearSolutions

from autograde.student import Call
from autograde.wire import Handle, encode
from helpers import checks
from helpers.reference.registry import Exercise, Exercises, Variant, load


@dataclass
class Recorded:
    """A function as the judge's proxy calls it: copies in, copies out, every call written down."""

    name: str
    function: Callable[..., Any]
    part: Callable[[], int] = lambda: 0
    """Gives the number of the part that is running."""
    calls: list[Call] = field(default_factory=list)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = Call(self.name, encode([args, kwargs]), self.part())
        self.calls.append(call)
        try:
            value = self.function(*args, **kwargs)
        except Exception as error:
            call.raised, call.message = type(error).__name__, str(error)
            raise
        call.reply = encode({"value": value}, lambda kept: Handle(0, type(kept).__name__))
        return copy.deepcopy(value)


@dataclass(frozen=True)
class Verdict:
    """What a test cell said about one set of functions."""

    score: float
    ledger: checks.Ledger
    calls: Mapping[str, list[Call]]

    def __str__(self) -> str:
        return f"hidden seed {self.ledger.seed}\n" + "\n".join(map(str, self.ledger.parts))


@dataclass(frozen=True)
class Source:
    """A source notebook."""

    name: str
    notebook: NotebookNode

    @classmethod
    def read(cls, path: Path) -> "Source":
        return cls(path.stem, nbformat.read(path, as_version=nbformat.NO_CONVERT))

    @property
    def exercises(self) -> Exercises:
        exercises = load(self.name)
        assert exercises is not None, f"helpers/reference/{self.name}.py is missing"
        return exercises

    def cells(self, **flags: bool) -> list[NotebookNode]:
        """The cells whose nbgrader metadata has these flags, in order."""
        return [cell for cell in self.notebook.cells if flags.items() <= dict(nbgrader(cell)).items()]

    @property
    def tests(self) -> list[NotebookNode]:
        return self.cells(grade=True, solution=False)

    @property
    def solutions(self) -> list[NotebookNode]:
        return self.cells(solution=True)

    @property
    def tasks(self) -> list[NotebookNode]:
        """What a person grades."""
        return self.cells(task=True)

    def test_of(self, function: str) -> NotebookNode:
        (cell,) = [cell for cell in self.tests if nbgrader(cell)["grade_id"] == f"test_{function}"]
        return cell

    @property
    def imports(self) -> dict[str, Any]:
        """What the import statements of locked cells bind."""
        return dict(self._imports)

    @functools.cached_property
    def _imports(self) -> dict[str, Any]:
        namespace: dict[str, Any] = {}
        for cell in self.cells(grade=False, solution=False, locked=True):
            if cell.cell_type == "code":
                body: list[ast.stmt] = [
                    node
                    for node in ast.parse(cell.source).body
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
                exec(compile(ast.Module(body, []), cell.id, "exec"), namespace)
        namespace.pop("__builtins__", None)
        return namespace

    @functools.cached_property
    def given(self) -> list[ast.FunctionDef | ast.ClassDef]:
        """What the locked cells that are run when grading define: what tests call instead of a class."""
        return [
            node
            for cell in self.cells(grade=False, solution=False, locked=True)
            if cell.cell_type == "code" and "demo" not in cell.metadata.get("tags", [])
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]

    def functions(self, cells: Iterable[NotebookNode] | None = None) -> dict[str, Callable[..., Any]]:
        """What solution cells define (the solutions, or other texts), and then what is given."""
        namespace = self.imports
        before = set(namespace)
        for cell in self.solutions if cells is None else cells:
            exec(compile(cell.source, cell.id, "exec"), namespace)
        exec(compile(ast.Module([*self.given], []), "given", "exec"), namespace)
        return {name: value for name, value in namespace.items() if name not in before and callable(value)}

    @functools.cached_property
    def solved(self) -> Mapping[str, Callable[..., Any]]:
        """The solutions, and what is given: they keep nothing between calls."""
        return self.functions()

    def functions_with(self, exercise: Exercise, variant: Variant) -> dict[str, Callable[..., Any]]:
        """The solutions, with one of them replaced by a variant that the others call too."""
        return self.functions_with_text(exercise.source_of(variant), variant.name)

    def functions_with_text(self, text: str, name: str) -> dict[str, Callable[..., Any]]:
        """The same with the text of a variant."""
        return self.functions([*self.solutions, NotebookNode(cell_type="code", id=name, source=text)])

    def tests_reached_by(self, function: str) -> set[str]:
        """The functions whose test cell calls this one, itself or through another solution."""
        graded = set(self.solved)
        calls = {name: set[str]() for name in graded}
        for text in [*(cell.source for cell in self.solutions), *map(ast.unparse, self.given)]:
            for name in names_bound(text) & graded:
                calls[name] = names_used(text) & graded
        tested = {nbgrader(cell)["grade_id"].removeprefix("test_"): cell for cell in self.tests}
        reached = {}
        for name, cell in tested.items():
            found, waiting = set[str](), names_used(cell.source) & graded
            while waiting:
                found |= waiting
                waiting = set().union(*(calls[each] for each in waiting)) - found
            reached[name] = found
        return {name for name, found in reached.items() if function in found}

    def stubs(self) -> dict[str, Callable[..., Any]]:
        """The functions as students receive them."""
        return self.functions(self.release_cells())

    def release_cells(self) -> list[NotebookNode]:
        """The solution cells as nbgrader releases them."""
        clear = ClearSolutions(code_stub={"python": 'raise NotImplementedError("write this function")'})
        released, _ = clear.preprocess(copy.deepcopy(self.notebook), {})
        return [cell for cell in released.cells if nbgrader(cell).get("solution")]

    def prose(self) -> str:
        """What students read: the text without the rubrics of tasks, which nbgrader takes out."""
        released, _ = ClearMarkScheme().preprocess(copy.deepcopy(self.notebook), {})
        return "\n".join(cell.source for cell in released.cells if cell.cell_type == "markdown")

    def run(self, function: str, functions: Mapping[str, Callable[..., Any]], seed: int) -> Verdict:
        """Run the test cell of `function` with these functions, under one hidden seed."""
        cell = self.test_of(function)
        body, last = compiled_test(cell.source, cell.id)
        with checks.grading(seed) as ledger:
            part = partial(_last_of, ledger)
            recorded = {name: Recorded(name, each, part) for name, each in functions.items()}
            namespace = self.imports | recorded
            exec(body, namespace)
            value = eval(last, namespace)
        score = float(nbgrader(cell)["points"]) if value is None else value
        return Verdict(score, ledger, {name: each.calls for name, each in recorded.items()})

    def run_variant(
        self, exercise: Exercise, variant: Variant, seed: int, *, salt: int | None = None
    ) -> Verdict:
        """Run the test cell of an exercise with a variant instead of the right solution."""
        written = as_written(exercise, variant, salt, {} if exercise.through is None else self.imports)
        return self.run(exercise.name, solutions_of(self) | {exercise.called: written}, seed)


def _last_of(ledger: checks.Ledger) -> int:
    return len(ledger.parts) - 1


@functools.cache
def compiled_test(source: str, name: str) -> tuple[CodeType, CodeType]:
    """The code of a test cell, and of the expression that it ends with."""
    *body, last = ast.parse(source).body
    assert isinstance(last, ast.Expr), "a test cell ends with the expression checks.total()"
    return compile(ast.Module(body, []), name, "exec"), compile(ast.Expression(last.value), name, "eval")


def nbgrader(cell: NotebookNode) -> NotebookNode:
    """A cell's nbgrader metadata, empty where it has none."""
    metadata: NotebookNode = cell.metadata.get("nbgrader", NotebookNode())
    return metadata


def solutions_of(notebook: Source) -> dict[str, Callable[..., Any]]:
    """A notebook's solutions, and what is given, in a dict that may be changed."""
    return dict(notebook.solved)


def as_written(
    exercise: Exercise, variant: Variant, salt: int | None = None, imports: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """A variant, run from the text that a student would have written; that of a class as tests reach it.

    With `salt` its random numbers come from other streams than those which the reference module draws:
    a student's stream is rarely ours.
    """
    return run_text(exercise, exercise.source_of(variant), salt, imports)


def run_text(
    exercise: Exercise, text: str, salt: int | None = None, imports: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """The same for a text; each time it is run, nothing is left of an earlier run."""
    namespace = {**(imports or {}), "np": np if salt is None else salted_numpy(salt)}
    with warnings.catch_warnings():  # of the compiler's about what makes no sense
        warnings.simplefilter("ignore")
        exec(text, namespace)
    return exercise.reached(namespace[exercise.name])


def salted_numpy(salt: int) -> Any:
    """NumPy, in which every seed starts another stream than usual."""
    random = SimpleNamespace(**{name: getattr(np.random, name) for name in np.random.__all__})
    random.default_rng = lambda seed=None: np.random.default_rng(
        seed if seed is None else [*np.atleast_1d(seed), salt]
    )
    random.RandomState = lambda seed=None: np.random.RandomState(seed if seed is None else seed + 1000 * salt)
    random.seed = lambda seed=None: np.random.seed(  # noqa: NPY002 - the legacy style's own
        seed if seed is None else seed + 1000 * salt
    )
    return SimpleNamespace(**{name: getattr(np, name) for name in np.__all__} | {"random": random})


def names_used(code: str) -> set[str]:
    """The global names that a cell reads, or calls, without binding them itself."""
    table = symtable.symtable(code, "cell", "exec")
    bound = names_bound(code) | {"__conditional_annotations__"}  # of Python 3.14's own
    return {name for name in _globals_read(table) if name not in bound}


def names_bound(code: str) -> set[str]:
    """The global names that a cell binds."""
    table = symtable.symtable(code, "cell", "exec")
    return {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }


def _globals_read(table: symtable.SymbolTable) -> Iterator[str]:
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals_read(child)
