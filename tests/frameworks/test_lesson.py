"""The lesson "frameworks" with TensorFlow: its own checks compare what the two compute."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import frameworks

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: `make test-frameworks` installs it")

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "11_frameworks.ipynb"


def test_the_lesson_runs_with_tensorflow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    notebook = nbformat.read(LESSON, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(LESSON.parent)}}).execute()
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "at w = 3: J = 4, slope -4" in printed
    assert frameworks.SKIPPED not in printed
