"""What an assignment's locked cells define, as the source notebook has it.

A test may use a function, a constant or a class of a locked cell, and a later cell of the student's may give
its name another meaning. So it comes from the source: it is run here or, if it works on objects that cannot
leave the student's process, defined there once more. Only what depends on the student's own code is fetched.
"""

import ast
import builtins
import copy
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any

import numpy as np

from autograde.effects import Effects, changers_among, effects_of, merged
from autograde.imports import Imports
from autograde.notebook_code import Students, parsed
from autograde.replay import UNKNOWN, Step, is_constant, is_copied, replayed
from autograde.streams import DRAWING, Use, use_of_streams
from autograde.submission import BEGIN_HIDDEN, Cell, is_given, is_test, nbgrader_of, tags_of
from autograde.wire import encode

DEMO = "demo"
"""Tag of cells that no test needs (training runs, figures): they are not executed when grading."""


@dataclass(frozen=True, eq=False)
class Statement:
    """A statement of a locked cell."""

    cell: int
    node: ast.stmt
    effects: Effects

    @property
    def is_definition(self) -> bool:
        """Whether it defines a function or a class, most of which runs when it is called."""
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or (
            isinstance(self.node, ast.Assign) and isinstance(self.node.value, ast.Lambda)
        )

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @cached_property
    def code(self) -> CodeType:
        return compile(ast.Module([self.node], []), "<given>", "exec")


@dataclass(frozen=True)
class Run:
    """Statements to be run in each test's own namespace."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Value:
    """Data, of which each test has a copy, unless nothing can change it."""

    value: Any
    constant: bool


@dataclass(frozen=True)
class Redefinition:
    """What the student's process defines once more before it is asked for the name."""

    source: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class OfTheStudent:
    """It depends on the student's code, and so her process is asked for it."""


Plan = Run | Value | Redefinition | OfTheStudent


@dataclass(eq=False)
class Given:
    """The locked cells of a source notebook that are run when grading."""

    statements: list[Statement]
    imports: Imports
    above: Mapping[str, int]
    """For each test, how many of the statements are above it."""
    written: Sequence[str]
    """The cells that are the student's, as the source notebook solves them."""
    tests: Mapping[str, str]
    """The test cells' text."""
    bound_in: Mapping[str, set[str]]
    """What each locked cell binds, by grade_id."""
    elsewhere: Imports
    """What cells import that are the student's."""
    _plans: dict[tuple[str, int], Plan | None] = field(default_factory=dict)
    _sent: dict[str, Mapping[str, "Redefinition"]] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Given":
        """Of a source notebook's cells, with the solutions."""
        statements: list[Statement] = []
        imported: list[ast.stmt] = []
        elsewhere: list[ast.stmt] = []
        written: list[str] = []
        above, tests, bound = dict[str, int](), dict[str, str](), dict[str, set[str]]()
        for number, cell in enumerate(cells):
            name = str(nbgrader_of(cell).get("grade_id", ""))
            if cell["cell_type"] != "code":
                continue
            if is_test(cell):
                above[name], tests[name] = len(statements), cell["source"]
                shown = parsed(cell["source"].partition(BEGIN_HIDDEN)[0])
                imported += [node for node in shown if isinstance(node, ast.Import | ast.ImportFrom)]
                statements += [
                    Statement(number, node, effects_of([node]))
                    for node in shown
                    if isinstance(node, ast.FunctionDef)
                ]
            elif is_given(cell):
                body = parsed(cell["source"])
                imported += body
                if DEMO not in tags_of(cell):
                    own = [Statement(number, node, effects_of([node])) for node in body]
                    statements += own
                    bound[name] = {each for one in own for each in one.effects.binds}
            elif DEMO not in tags_of(cell):
                written.append(cell["source"])
                elsewhere += parsed(cell["source"])
        return cls(statements, Imports.of(imported), above, written, tests, bound, Imports.of(elsewhere))

    @cached_property
    def students(self) -> Students:
        """What students are to write."""
        return Students.of([node for source in self.written for node in parsed(source)])

    @cached_property
    def uses(self) -> dict[str, set[str]]:
        """For each test, the names of locked cells that it uses, itself or through others of them."""
        found = {}
        for test_id, source in self.tests.items():
            end, named = self.above[test_id], set[str]()
            for name in _read_by(parsed(source)):
                named |= self._needed_by(name, end).keys() if self.binding(name, end) else set()
            found[test_id] = {
                each for each in named if self.binding(each, end) and each not in self.students.binds
            }
        return found

    @cached_property
    def used_by_tests(self) -> set[str]:
        """The names of locked cells that some test uses."""
        return set().union(*self.uses.values())

    def seen_by(self, test_id: str) -> "Seen":
        """What a test sees of it."""
        end = self.above.get(test_id, len(self.statements))
        if test_id not in self._sent:
            self._sent[test_id] = self._classes_sent(parsed(self.tests.get(test_id, "")), end)
        return Seen(self, end, self._sent[test_id])

    def _classes_sent(self, test: Sequence[ast.stmt], end: int) -> Mapping[str, "Redefinition"]:
        """Locked classes whose objects a test gives to the student's functions: these stay in her process."""
        classes = {
            name
            for name, binding in self._definitions.items()
            if isinstance(binding[-1].node, ast.ClassDef) and name not in self.students.binds
        }
        nodes = [node for statement in test for node in ast.walk(statement)]
        holding = set(classes)
        for node in nodes:
            if isinstance(node, ast.Assign | ast.For | ast.comprehension):
                taken, given = (
                    (node.value, node.targets) if isinstance(node, ast.Assign) else (node.iter, [node.target])
                )
                if _names_in([taken]) & holding:
                    holding |= _names_in(given)
        if not any(_whole_in(_given_to(node, self.students.functions)) & holding for node in nodes):
            return {}
        named = classes & _names_in(nodes)
        return {name: self._redefined(self._needed_by(name, end), end) for name in named}

    def plan(self, name: str, end: int) -> Plan | None:
        """How a test below the first `end` statements gets a name; None if none of them defines it."""
        if (name, end) not in self._plans:
            self._plans[name, end] = self._planned(name, end)
        return self._plans[name, end]

    def _planned(self, name: str, end: int) -> Plan | None:
        binding = self.binding(name, end)
        if not binding or binding[-1].is_import:
            return None
        if name in self.students.binds:
            return OfTheStudent()
        if not binding[-1].is_definition:
            return self._data(name, end)
        needed = self._needed_by(name, end)
        if self._works_on_objects(needed, end):
            return self._redefined(needed, end)
        return Run((binding[-1],))

    def binding(self, name: str, end: int) -> list[Statement]:
        """The statements among the first `end` that bind a name."""
        return [each for each in self.statements[:end] if name in self._effects(each).binds]

    def _effects(self, statement: Statement) -> Effects:
        """What running a statement does, with what the locked functions do that it calls."""
        if statement.is_definition:
            return statement.effects
        if statement not in self._run:
            self._run[statement] = self._with_functions(statement.effects.everything)
        return self._run[statement]

    @cached_property
    def _run(self) -> dict[Statement, Effects]:
        return {}

    def _with_functions(self, effects: Effects) -> Effects:
        reached, waiting, total = set[str](), set(effects.reads), [effects]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                for each in self._definitions.get(name, ()):
                    inside = each.effects.everything
                    inside.binds = each.effects.later.binds if each.effects.later else {}
                    total.append(inside)
                    waiting |= inside.reads
        return merged(total)

    @cached_property
    def _definitions(self) -> dict[str, list[Statement]]:
        """The locked functions and classes, by name."""
        found: dict[str, list[Statement]] = {}
        for each in self.statements:
            for name in each.effects.binds if each.is_definition else ():
                found.setdefault(name, []).append(each)
        return found

    @cached_property
    def _changers(self) -> set[str]:
        """Functions that change what they are given, as the source notebook has them."""
        return changers_among([*(each.node for each in self.statements), *self.students.body])

    def module(self, name: str, what: str) -> Any:
        """The module that a name stands for where the student's process says that it is the module `what`.

        Raises
        ------
        NameError
            When the source notebook's cells import no such module under this name, or it cannot be had here.
        """
        if name in self.elsewhere.statements:
            with suppress(Exception):  # whatever its code raises
                module = self.elsewhere[name]
                if getattr(module, "__name__", "") == what:
                    return module
        raise NameError(f"`{name}` is a module in your notebook that this test does not know under that name")

    def is_students(self, name: str, end: int) -> bool:
        """Whether a name is the student's to define: no locked cell does, or she is to change what it is."""
        if name in self.students.binds:
            return name not in self.imports.statements
        return not (self.binding(name, end) or name in self.imports or hasattr(builtins, name))

    # Data.

    def _data(self, name: str, end: int) -> Plan:
        """Run what binds a name and, if its object can be changed, what may have changed it."""
        with suppress(Exception, SystemExit):  # what does not run here is asked for where it ran
            value = self._replayed(name, self._slice(name, end, with_changes=False))
            if is_constant(value):
                return Value(value, constant=True)
            if not self.students.may_change(name, self._changers):
                whole = self._slice(name, end, with_changes=True)
                value = self._replayed(name, whole)
                return Value(value, constant=False) if is_copied(value) else Run(whole)
        return OfTheStudent()

    def _slice(self, name: str, end: int, *, with_changes: bool) -> tuple[Statement, ...]:
        """The statements that a name's value depends on.

        Raises
        ------
        LookupError
            When one of them depends on the student's code, or draws a picture.
        """
        names, chosen = {name}, dict[int, Statement]()
        while True:
            found = {
                number: each
                for number, each in enumerate(self.statements[:end])
                if number not in chosen and self._concerns(each, names, with_changes)
            } or self._drawn_before(chosen, end)
            if not found:
                return tuple(chosen[number] for number in sorted(chosen))
            chosen |= found
            for each in found.values():
                effects = self._effects(each).everything
                names |= effects.reads
                if with_changes:
                    names |= {new for (new, _), (old, _) in effects.aliases if old in names}
            for used in names:
                library = self._modules.get(used, "").partition(".")[0]
                if self.is_students(used, end) or library in DRAWING:
                    raise LookupError(used)

    def _concerns(self, statement: Statement, names: set[str], with_changes: bool) -> bool:
        effects = self._effects(statement)
        if effects.binds.keys() & names or ("*" in effects.binds and self.imports.starred & names):
            return True
        changed = effects.touches | {given for callee, given in effects.passes if callee in self._changers}
        changed |= {old for _, (old, _) in effects.aliases}
        return with_changes and bool(changed & names - self._definitions.keys() - self._modules.keys())

    @cached_property
    def _modules(self) -> dict[str, str]:
        """What each imported name is, in full."""
        found = {}
        for name, statement in self.imports.statements.items():
            (node,) = ast.parse(statement).body
            if isinstance(node, ast.ImportFrom):
                found[name] = f"{node.module}.{node.names[0].name}"
            elif isinstance(node, ast.Import):
                found[name] = node.names[0].name if node.names[0].asname else name
        return found

    def _uses_streams(self, statement: Statement) -> Use:
        reads = self._effects(statement).reads
        called = [each.node for name in reads for each in self._definitions.get(name, ())]
        return use_of_streams([statement.node, *called], self._modules, self._definitions)

    def _drawn_before(self, chosen: Mapping[int, Statement], end: int) -> dict[int, Statement]:
        """What the cells of the chosen statements draw from a shared stream before the last of these."""
        if not any(map(self._uses_streams, chosen.values())):
            return {}
        last = {each.cell: number for number, each in sorted(chosen.items())}
        return {
            number: each
            for number, each in enumerate(self.statements[:end])
            if number not in chosen
            and number < last.get(each.cell, 0)
            and not (each.is_definition or each.is_import)
            and self._uses_streams(each) == "shared"
            and not any(self.is_students(name, end) for name in self._effects(each).reads)
        }

    def _replayed(self, name: str, chosen: Sequence[Statement]) -> Any:
        """Run some statements; what is left out of their cells is unknown where it may have drawn numbers."""
        steps: list[Step] = []
        cells, cell = {each.cell for each in chosen}, -1
        for each in self.statements:
            if each.cell in cells:
                if each.cell != cell:
                    steps.append(UNKNOWN)
                cell = each.cell
                if each in chosen:
                    steps.append(each.code)
                elif not (each.is_definition or each.is_import) and self._uses_streams(each):
                    steps.append(UNKNOWN)
        return replayed(steps, name)

    # Functions that work on the student's objects.

    def _needed_by(self, name: str, end: int) -> dict[str, list[Statement]]:
        """The names that a locked function uses, also through others, and the statements that bind each."""
        found: dict[str, list[Statement]] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found[each] = self.binding(each, end)
                if each not in self.students.binds:
                    waiting += [used for one in found[each] for used in self._effects(one).everything.reads]
                    waiting += [used for one in found[each] for used in one.effects.everything.reads]
        return found

    def _works_on_objects(self, needed: Mapping[str, Sequence[Statement]], end: int) -> bool:
        """Whether it takes objects of the student's that cannot leave her process."""
        hers = {name for name in needed if self.is_students(name, end)}
        data = {name for name in needed if isinstance(self._plan_of_data(name, end), OfTheStudent)}
        opaque = hers & (self.students.opaque | self._changers) | (hers - set(self.students.binds))
        holding = {name for name in data if any(self._effects(each).reads & opaque for each in needed[name])}
        looks_inside = any(self._modules.get(name) in ("inspect", "dis") for name in needed)
        if opaque or holding or (hers and looks_inside):
            return True
        nodes = [node for name in needed for each in needed[name] for node in ast.walk(each.node)]
        nested = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        functions = nested | self.students.functions
        return any(
            (isinstance(node, ast.Call) and _gives_a_function(node, hers, functions))
            or (isinstance(node, ast.Attribute) and _asks_an_object(node, hers | data))
            for node in nodes
        )

    def _plan_of_data(self, name: str, end: int) -> Plan | None:
        binding = self.binding(name, end)
        return self.plan(name, end) if binding and not binding[-1].is_definition else None

    def _redefined(self, needed: Mapping[str, Sequence[Statement]], end: int) -> Redefinition:
        """The definitions of these names, except for classes that the student's code uses or extends."""
        chosen, values = dict[int, str](), dict[str, Any]()
        places = {each: number for number, each in enumerate(self.statements)}
        for name, binding in needed.items():
            if name in self.students.binds:
                continue
            if name in self.imports.statements and (not binding or binding[-1].is_import):
                chosen[-1 - len(chosen)] = self.imports.statements[name]
            elif binding and binding[-1].is_definition:
                node = binding[-1].node
                if not (isinstance(node, ast.ClassDef) and name in self.students.effects.reads):
                    chosen[places[binding[-1]]] = ast.unparse(node)
            elif binding:
                plan = self.plan(name, end)
                if isinstance(plan, Value):
                    with suppress(TypeError, ValueError):
                        encode(plan.value)
                        values[name] = plan.value
        return Redefinition("\n".join(chosen[number] for number in sorted(chosen)), values)


def _names_in(nodes: Iterable[ast.AST]) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _whole_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Names of what is used as a whole, not only for an attribute."""
    inside = [each for node in nodes for each in ast.walk(node)]
    asked = {id(each.value) for each in inside if isinstance(each, ast.Attribute)}
    return {each.id for each in inside if isinstance(each, ast.Name) and id(each) not in asked}


def _given_to(node: ast.AST, functions: set[str]) -> list[ast.expr]:
    """What a call gives to one of these functions, itself or by `checks.call`; nothing for other code."""
    if not isinstance(node, ast.Call):
        return []
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Attribute) and node.func.attr == "call" and given:
        return given[1:] if getattr(given[0], "id", "") in functions else []
    return given if getattr(node.func, "id", "") in functions else []


def _gives_a_function(call: ast.Call, hers: set[str], functions: set[str]) -> bool:
    """Whether a function of the student's is called with a function, which cannot be sent to her process."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return (
        isinstance(call.func, ast.Name)
        and call.func.id in hers
        and any(isinstance(each, ast.Lambda) or getattr(each, "id", "") in functions for each in given)
    )


_OF_PLAIN_DATA = {name for kind in (np.ndarray, dict, list, tuple, set, str, complex) for name in dir(kind)}


def _asks_an_object(node: ast.Attribute, names: set[str]) -> bool:
    """Whether it is an attribute, of something of the student's, that plain data does not have."""
    return getattr(node.value, "id", "") in names and node.attr not in _OF_PLAIN_DATA


def _read_by(body: Sequence[ast.stmt]) -> set[str]:
    """The names that a cell looks up before it has bound them itself."""
    read, bound = set[str](), set[str]()
    for node in body:
        effects = effects_of([node])
        read |= effects.everything.reads - bound
        bound |= effects.binds.keys()
    return read


class Seen:
    """The locked cells as one test sees them, with its own copies of their data."""

    def __init__(self, given: Given, end: int, sent: Mapping[str, Redefinition]) -> None:
        self._given, self._end, self._sent = given, end, sent
        self._copies: dict[int, Any] = {}

    def is_asked_for(self, name: str) -> bool:
        """Whether a name of locked cells is what the student's process says it is."""
        return isinstance(self._given.plan(name, self._end), OfTheStudent)

    def redefinition(self, name: str) -> Redefinition | None:
        """What the student's process must define before it is asked for a name."""
        plan = self._plan(name)
        return plan if isinstance(plan, Redefinition) else None

    def _plan(self, name: str) -> Plan | None:
        return self._sent.get(name) or self._given.plan(name, self._end)

    def put(self, name: str, namespace: dict[str, Any]) -> bool:
        """Give a name to a test's namespace; False if it has to be asked of the student's process.

        Raises
        ------
        KeyError
            When it is Python's own.
        """
        plan = self._plan(name)
        if isinstance(plan, Run):
            self._run(name, plan.statements, namespace)
        elif isinstance(plan, Value):
            namespace[name] = plan.value if plan.constant else copy.deepcopy(plan.value, self._copies)
        elif plan is not None:
            return False
        elif hasattr(builtins, name):
            raise KeyError(name)
        elif name in self._given.imports:
            namespace[name] = self._given.imports[name]
        else:
            return False
        return True

    def _run(self, name: str, statements: Sequence[Statement], namespace: dict[str, Any]) -> None:
        """Run the statements that a name needs; of what else they bind, keep what would be run likewise."""
        before = dict(namespace)
        bound = {each for statement in statements for each in statement.effects.binds}
        for each in statements:
            if not (each.is_definition and each.effects.binds.keys() <= before.keys()):
                if isinstance(each.node, ast.ClassDef):
                    _look_up(each.effects.reads, namespace)
                exec(each.code, namespace)
        for other in bound - {name}:
            plan = self._given.plan(other, self._end)
            if isinstance(plan, Run) and set(plan.statements) <= set(statements):
                continue
            if other in before:
                namespace[other] = before[other]
            else:
                namespace.pop(other, None)


def _look_up(names: Iterable[str], namespace: dict[str, Any]) -> None:
    """Put names there that a class's body reads: unlike a function's, it does not ask ``__missing__``."""
    for name in names:
        with suppress(KeyError, NameError):
            namespace[name]
