"""``%check`` for students: the notebook's visible checks, run on the functions as they are in this kernel."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from helpers import checks
from helpers.notebook import Exercise, defined_in, exercises_of, notebook_of_this_kernel
from helpers.progress import somebody_is_watching
from helpers.standing import Standing

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

HIDDEN_INPUTS = "Grading also tries inputs that you do not see here, and gives points for them."


@magics_class
class CheckMagics(Magics):
    """``%check``. Where nobody is watching, it does nothing: a notebook that holds it can be graded."""

    def __init__(self, shell: InteractiveShell, standing: Standing) -> None:
        super().__init__(shell)
        self.here = shell
        self.standing = standing

    @magic_arguments()  # type: ignore[untyped-decorator]
    @argument("exercises", nargs="*", help="Names of functions; all exercises without them.")  # type: ignore[untyped-decorator]
    @argument("--notebook", help="The notebook's file, where Jupyter does not tell its name.")  # type: ignore[untyped-decorator]
    @line_magic
    def check(self, line: str) -> None:
        """Run the checks of this notebook, one after the other, on your functions as you ran them last."""
        if not somebody_is_watching():
            return
        arguments = parse_argstring(self.check, line)
        path = notebook_named(arguments.notebook, self.here.user_ns)
        exercises = _exercises(path)
        for exercise in _chosen(exercises, arguments.exercises):
            try:
                print(self._checked(exercise, path), flush=True)
            except KeyboardInterrupt:
                print(f"■ {_headline(exercise)}: you stopped it. Which loop does not come to its end?")
                break
        print(HIDDEN_INPUTS)
        self.standing.show(exercises)

    def _checked(self, exercise: Exercise, path: Path) -> str:
        """Run one exercise's check, and say what it found."""
        if exercise.name in defined_in(exercise.answer) and exercise.name not in self.here.user_ns:
            return f"○ {_headline(exercise)}: not there yet. Run the cell that defines it"
        parts, stopped = run_check(exercise, self.here)
        self.standing.record(exercise, parts, whole=stopped is None)
        if parts and stopped is None and all(part.kind == "unanswered" for part in parts):
            lines = [f"○ {_headline(exercise)}: not written yet. It still raises NotImplementedError"]
        else:
            passed = parts and stopped is None and all(part.passed for part in parts)
            seen = [part for part in parts if not part.hidden]
            earned, points = (sum(getattr(part, each) for part in seen) for each in ("earned", "points"))
            lines = [f"{'✓' if passed else '✗'} {_headline(exercise)}: {earned:g} of {points:g} points"]
            lines += [textwrap.indent(str(part), "    ") for part in parts]
        if stopped is not None:
            lines.append(f"    The check ended early, with {type(stopped).__name__}: {stopped}")
        text, when = self.standing.ran.get(exercise.name, (exercise.answer, 0.0))
        if text.strip() != exercise.answer.strip() and path.stat().st_mtime > when:
            lines.append("    Its cell has been changed since you ran it: run it, and check again.")
        return "\n".join(lines)


def notebook_named(given: str | None, names: Mapping[str, object]) -> Path:
    """The notebook that is to be checked: the one that is named, else that of this kernel.

    Raises
    ------
    UsageError
        When nobody names one, or there is no such file.
    """
    name = given or notebook_of_this_kernel(names)
    if not name:
        raise UsageError("%check does not know the notebook's name here. Name it: %check --notebook FILE")
    path = Path(name).absolute()
    if not path.is_file():
        raise UsageError(f"%check: there is no file {path}. Name it: %check --notebook FILE")
    return path


def _exercises(path: Path) -> list[Exercise]:
    try:
        exercises = exercises_of(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"%check: {path} cannot be read ({error}): save the notebook again") from None
    if not exercises:
        raise UsageError(f"%check: {path} has no exercises")
    return exercises


def _chosen(exercises: Sequence[Exercise], names: Sequence[str]) -> list[Exercise]:
    """The exercises of these names, all if there are none."""
    known = [each.name for each in exercises]
    for name in names:
        if name not in known:
            raise UsageError(f"%check: no exercise {name} in this notebook: there are {', '.join(known)}")
    return [each for each in exercises if not names or each.name in names]


def run_check(
    exercise: Exercise, shell: InteractiveShell
) -> tuple[list[checks.Part], Exception | SystemExit | None]:
    """Run a test cell without leaving its names behind: its parts, and what ended it early, if anything."""
    ledger = checks.Ledger(verbose=False)
    try:
        code = compile(shell.transform_cell(exercise.check), f"<the check of {exercise.name}>", "exec")
        with checks.grading(ledger):
            exec(code, dict(shell.user_ns))
    except (Exception, SystemExit) as error:
        return ledger.parts, error
    return ledger.parts, None


def _headline(exercise: Exercise) -> str:
    return f"{exercise.title} ({exercise.name})" if exercise.title != exercise.name else exercise.name


_loaded: list[CheckMagics] = []
"""The magics of this kernel, once there are any."""


def load(shell: InteractiveShell, instead: bool = False) -> None:
    """Keep an eye on the checks of a kernel, and give it ``%check``.

    Parameters
    ----------
    instead
        Take the place of another ``%check``, such as autograde's.
    """
    if not _loaded:
        _loaded.append(CheckMagics(shell, Standing(shell)))
        shell.events.register("post_run_cell", _loaded[0].standing.after_cell)
    checks.listeners[:] = [_loaded[0].standing.note]
    if instead or "check" not in shell.magics_manager.magics["line"]:
        shell.register_magics(_loaded[0])
