"""IPython as a student's cells meet it: without a terminal, and quick where a cell only defines something."""

import contextlib
import io
import re
from functools import partial
from itertools import chain
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from types import CodeType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

_DEFINES = re.compile(r"(?:def|async def|class|import|from) [^;]*$|[ \t#@)]|$")
"""What begins a line of a cell that holds definitions alone; the compiler sees to it that they are Python."""


class CappedOutput(io.TextIOBase):
    """Printed text up to a number of characters; the rest is counted and dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.clear()

    def clear(self) -> None:
        self._pieces: list[str] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = self._limit - self._size
        if room > 0:
            self._pieces.append(text[:room])
        self._size += len(text)
        return len(text)

    def text(self) -> str:
        dropped = self._size - self._limit
        notice = f"\n… {dropped} more characters were printed and not kept.\n" if dropped > 0 else ""
        return "".join(self._pieces) + notice


class _Results(DisplayHook):
    """Prints a cell's last value as text."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        print(format_dict.get("text/plain", ""))

    def finish_displayhook(self) -> None:
        pass


class _Displays(DisplayPublisher):
    """Prints displayed objects as text."""

    def publish(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        print(data.get("text/plain", ""))


class Shell(InteractiveShell):
    """IPython without a terminal, history files, colours or printed tracebacks."""

    _first_hooks: "list[Any]"
    _hooked = False
    """Whether IPython would call something else for each cell than at first."""

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        pass

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        pass

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def ask_exit(self) -> None:
        """``exit()`` in a cell ends nothing."""

    def enable_matplotlib(self, gui: Any = None) -> tuple[str, str]:
        """``%matplotlib inline`` leaves the figures undrawn: no one looks at them while grading."""
        return "agg", "agg"

    def system(self, cmd: str) -> None:
        """``!command``, with what it prints: IPython would ask for a terminal, and there is none."""
        with Popen(
            self.var_expand(cmd, depth=1),  # type: ignore[no-untyped-call]
            shell=True,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for text in iter(partial(process.stdout.read, 4096), ""):
                print(text, end="")
        self.user_ns["_exit_code"] = process.returncode

    def run(self, source: str) -> BaseException | None:
        """Run a cell as JupyterLab would, and give back what it raised."""
        if not self._hooked and "get_ipython" not in source and all(map(_DEFINES.match, source.splitlines())):
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                name = self.compile.cache(source, self.execution_count)  # tracebacks find the text by it
                return self._define(source, self.compile(source, name, "exec"))
        result = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        self._hooked = self._hooks() != self._first_hooks
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def _define(self, source: str, code: CodeType) -> BaseException | None:
        """Run a cell that defines something and shows nothing.

        No more of `run_cell` would be seen, and its machinery writes on some five hundred pages, which are
        copied anew after every fork: four fifths of such a cell's time.
        """
        assert self.history_manager is not None
        self.history_manager.input_hist_parsed.append(source)
        self.history_manager.input_hist_raw.append(source)
        self.execution_count += 1
        with self.builtin_trap:
            try:
                exec(code, self.user_ns)
            except BaseException as error:
                return error
        return None

    def _hooks(self) -> list[Any]:
        """What IPython would call for each cell."""
        return [
            *self.ast_transformers,
            *self.input_transformers_cleanup,
            *self.input_transformers_post,
            *chain.from_iterable(self.events.callbacks.values()),
        ]

    def ready(self) -> "Shell":
        """Load what the first cell and the first error would load."""
        for cell in ("pass", "raise Exception"):
            self.run_cell(cell, store_history=False)  # type: ignore[no-untyped-call]
        self._first_hooks = self._hooks()
        return self


def new_shell() -> Shell:
    """The shell that every student's process starts from."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.automagic = False
    shell: Shell = Shell.instance(config=config, displayhook_class=_Results, display_pub_class=_Displays)
    assert shell.display_formatter is not None
    shell.display_formatter.active_types = ["text/plain"]
    shell.magics_manager.register_function(_check, magic_name="check")
    return shell.ready()


def _check(line: str) -> None:
    """``%check``, which students leave in their notebooks, says nothing while grading."""
