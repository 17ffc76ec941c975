"""Which exercises of a notebook pass, kept in view below each check.

Only in a kernel that a person works in: a grader's, and an unattended run, see nothing of it.
"""

from __future__ import annotations

import ast
import html
import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from helpers import checks
from helpers.notebook import Exercise, defined_in, exercises_of, notebook_of_this_kernel
from helpers.progress import somebody_is_watching

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

DISPLAY = "standing-of-the-exercises"
"""Identifies the line in all cells that show it: they are brought up to date together."""


class State(Enum):
    """What is known of an exercise: its symbol, what it means, and the symbol's colour.

    The colours have a contrast of more than 4 to 1 on white and on black.
    """

    PASSES = "✓", "passes", "#188a56"
    FAILS = "✗", "does not pass", "#d9483b"
    UNWRITTEN = "○", "not written yet", "inherit"
    UNCHECKED = "○", "not checked yet", "inherit"
    CHANGED = "○", "not checked since you changed it", "inherit"


@dataclass(frozen=True)
class _Checked:
    """What a check has found, and the code that it has found it of."""

    parts: Sequence[checks.Part]
    whole: bool
    code: Mapping[str, object]


class Standing:
    """What the checks of this kernel's notebook have found so far."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.ran: dict[str, tuple[str, float]] = {}
        """The cell that ran last of those that define a function, and when, in seconds since the epoch."""
        self._shell = shell
        self._last: dict[str, _Checked] = {}
        self._just_checked: Sequence[checks.Part] = ()
        self._shown: dict[str, str] | None = None
        self._read: tuple[Path, int, list[Exercise]] | None = None

    def note(self, parts: Sequence[checks.Part]) -> None:
        """Take the parts of a test cell; they are looked at when the cell has ended."""
        self._just_checked = parts

    def after_cell(self, result: Any) -> None:
        """Show the line below a check; after any other cell, bring those up to date that are shown."""
        parts, self._just_checked = self._just_checked, ()
        text = result.info.raw_cell or ""
        self.ran |= dict.fromkeys(defined_in(text), (text, time.time()))
        if not somebody_is_watching():
            return
        exercises = self._exercises() if parts or self._shown else []
        checked = next((each for each in exercises if parts and self._is_check(each, text)), None)
        if checked is not None:
            self.record(checked, parts)
            self.show(exercises)
        elif exercises:
            self._update(self.line(exercises))

    def record(self, exercise: Exercise, parts: Sequence[checks.Part], whole: bool = True) -> None:
        """Keep what a check has found; it is not whole if an error ended it."""
        self._last[exercise.name] = _Checked(parts, whole, code_of(exercise, self._shell.user_ns))

    def state(self, exercise: Exercise) -> State:
        """What is known of an exercise now."""
        last = self._last.get(exercise.name)
        if last is None:
            return State.UNCHECKED
        if last.code != code_of(exercise, self._shell.user_ns):
            return State.CHANGED
        if last.whole and last.parts and all(part.passed for part in last.parts):
            return State.PASSES
        unwritten = last.parts and all(part.kind == "unanswered" for part in last.parts)
        return State.UNWRITTEN if unwritten else State.FAILS

    def show(self, exercises: Sequence[Exercise]) -> None:
        """Show the line here, and bring it up to date elsewhere."""
        line = self.line(exercises)
        self._publish(line)
        self._update(line)

    def line(self, exercises: Sequence[Exercise]) -> dict[str, str]:
        """The line as HTML and as plain text."""
        states = {each: self.state(each) for each in exercises}
        known = [self._last[each.name] for each, state in states.items() if state in _KNOWN]
        earned = sum(part.earned for each in known for part in each.parts if not part.hidden)
        passing = sum(state is State.PASSES for state in states.values())
        summary = (
            f"{passing} of {len(exercises)} pass, {earned:g} of {sum(e.points for e in exercises):g} points "
            "of the visible parts"
        )
        plain = " · ".join(_as_text(each, state) for each, state in states.items())
        marked_up = " · ".join(_as_html(each, state) for each, state in states.items())
        return {
            "text/plain": f"Exercises: {plain} — {summary}",
            "text/html": f'<div role="group" aria-label="Exercises" style="{_STYLE}">Exercises: {marked_up}'
            f" — <b>{summary}</b></div>",
        }

    def _update(self, line: dict[str, str]) -> None:
        if self._shown not in (None, line):
            self._publish(line, update=True)
        self._shown = line

    def _publish(self, line: dict[str, str], update: bool = False) -> None:
        self._shell.display_pub.publish(line, transient={"display_id": DISPLAY}, update=update)

    def _exercises(self) -> list[Exercise]:
        """Those of the notebook's file; none where nobody says which file that is, or it cannot be read."""
        name = notebook_of_this_kernel(self._shell.user_ns)
        try:
            path = Path(name).absolute()
            modified = path.stat().st_mtime_ns
            if self._read is None or self._read[:2] != (path, modified):
                self._read = path, modified, exercises_of(path)
        except (OSError, ValueError):
            return []
        return self._read[2]

    def _is_check(self, exercise: Exercise, text: str) -> bool:
        """Whether the cell that runs is an exercise's test cell. JupyterLab says which, else its text."""
        parent: Any = self._shell.get_parent() if hasattr(self._shell, "get_parent") else {}
        here = parent.get("metadata", {}).get("cellId")
        return exercise.cell_id == here or exercise.check.strip() == text.strip()


_KNOWN = (State.PASSES, State.FAILS, State.UNWRITTEN)
_STYLE = "border-top: 1px solid #8884; margin-top: 0.3em; padding-top: 0.3em; font-size: 92%"


def _as_text(exercise: Exercise, state: State) -> str:
    symbol, meaning, _ = state.value
    return f"{symbol} {exercise.title}" + (f" ({meaning})" if state is State.CHANGED else "")


def _as_html(exercise: Exercise, state: State) -> str:
    symbol, meaning, colour = state.value
    changed = " (changed)" if state is State.CHANGED else ""
    return (
        f'<span style="white-space: nowrap" title="{html.escape(exercise.name)}: {meaning}">'
        f'<span role="img" aria-label="{meaning}:" style="color: {colour}">{symbol}</span> '
        f"{html.escape(exercise.title)}{changed}</span>"
    )


def code_of(exercise: Exercise, names: Mapping[str, Any]) -> dict[str, object]:
    """What an exercise is made of: the code of its function, and of all that it and its check use.

    Of the notebook's own, that is; what is imported does not change. A cell that is run again as it was makes
    an equal one.
    """
    found: dict[str, object] = {}
    waiting = [exercise.name, *_used_by(exercise.check)]
    while waiting:
        name = waiting.pop()
        value = names.get(name)
        of_the_notebook = getattr(value, "__module__", None) == names.get("__name__")
        if name in found or not (of_the_notebook or name == exercise.name):
            continue
        functions = list(_functions(value))
        defaults = [(repr(each.__defaults__), repr(each.__kwdefaults__)) for each in functions]
        codes = [each.__code__ for each in functions]
        found[name] = (codes, defaults) if functions else id(value)
        waiting += [used for code in codes for used in names_in(code)]
    return found


def _used_by(check: str) -> set[str]:
    """The names that a test cell uses and does not bind itself."""
    try:
        nodes = list(ast.walk(ast.parse(check)))
    except (SyntaxError, ValueError):
        return set()
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {name.id for name in names if not isinstance(name.ctx, ast.Load)} | set(defined_in(check))
    return {name.id for name in names} - bound


def _functions(value: object) -> Iterator[FunctionType]:
    """A function itself, or the methods and properties of a class."""
    for each in vars(value).values() if isinstance(value, type) else [value]:
        inner = (
            getattr(each, "fget", None) or getattr(each, "__func__", None) or each
        )  # of a property, a method
        unwrapped = inspect.unwrap(inner) if callable(inner) else None
        if isinstance(unwrapped, FunctionType):
            yield unwrapped


def names_in(code: CodeType) -> Iterator[str]:
    """The global names and attributes that a function uses, also inside its comprehensions and lambdas."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
