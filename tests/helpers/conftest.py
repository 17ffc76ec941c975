from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers import check_magic, checks, standing
from tests.helpers.sitting import Sitting


@pytest.fixture
def sitting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    """IPython in this process, with a person who watches."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell(config=config, display_pub_class=CapturingDisplayPublisher)
    for module in (standing, check_magic):
        monkeypatch.setattr(module, "somebody_is_watching", lambda: True)
    monkeypatch.setattr(check_magic, "_loaded", [])
    monkeypatch.setattr(checks, "listeners", [])
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "toy.ipynb"))
    check_magic.load(shell)
    yield Sitting(shell, tmp_path / "toy.ipynb")
    shell.history_manager = None
    shell.restore_sys_module_state()
