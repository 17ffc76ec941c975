"""The progress bar: seen by a person, silent in an unattended run."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from tqdm.std import tqdm

from helpers import progress
from helpers.progress import progress_bar

ROOT = Path(__file__).resolve().parents[2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def sit_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called from the test itself: between a fixture and its test, pytest puts its own stderr back."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    # tqdm.auto settles for the notebook's bar if any other test has loaded ipykernel.
    monkeypatch.setattr(progress, "tqdm", tqdm)
    return terminal


def test_a_terminal_shows_the_bar_and_the_word_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_at_a_terminal(monkeypatch)
    bar = progress_bar(range(3), "training")
    for _ in bar:
        bar.set_postfix_str("cost 0.1234", refresh=False)
    assert "training: 100%" in terminal.getvalue()
    assert "cost 0.1234" in terminal.getvalue()


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_at_a_terminal(monkeypatch)
    assert list(progress_bar("abc", "training", show=False)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_a_log_file_stays_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    assert list(progress_bar(range(3), "training")) == [0, 1, 2]
    assert log.getvalue() == ""


def test_a_notebook_shows_the_bar_only_to_a_person() -> None:
    """In a real kernel, because it rests on ipykernel's private `_allow_stdin`."""
    shown: dict[bool, list[str]] = {True: [], False: []}
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT))
    try:
        for attended, kinds in shown.items():

            def keep(message: dict[str, Any], kinds: list[str] = kinds) -> None:
                if message["msg_type"] in {"display_data", "stream", "error"}:
                    kinds.append(message["msg_type"])

            code = (
                "from helpers.progress import progress_bar\nfor _ in progress_bar(range(3), 'training'): pass"
            )
            client.execute_interactive(code, allow_stdin=attended, output_hook=keep, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert shown == {True: ["display_data"], False: []}
