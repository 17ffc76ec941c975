"""The TensorFlow cells of the notebook "frameworks", run for real: `make test-frameworks`.

The whole source notebook runs in a kernel that notes every attempt to reach another machine; a last cell of
ours prints what the others found. Without TensorFlow these tests are skipped.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from helpers import datasets, frameworks

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: `make test-frameworks` installs it")

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-6
WATCH = """
import sys

reached_out = []


def _note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        reached_out.append(f"{event} {arguments!r}")
        raise ConnectionError(reached_out[-1])


sys.addaudithook(_note)
"""
FOUND = """
import json

print(json.dumps({
    "three_ways": three_ways,
    "gradients": largest_gap,
    "constant": {name: answer if answer is None else float(answer) for name, answer in answers_of_tf.items()},
    "recordings": recordings,
    "layers": layer_gaps,
    "model": model_gaps,
    "costs": [float(tape_costs[0]), float(tape_costs[-1])],
    "floatx": keras.config.floatx(),
    "reached_out": reached_out,
}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Keras keeps its configuration, and would keep what it downloads."""
    return tmp_path_factory.mktemp("keras")


@pytest.fixture(scope="module")
def executed(home: Path) -> NotebookNode:
    """The source notebook with its outputs."""
    notebook = nbformat.read(ROOT / "source" / "frameworks" / "frameworks.ipynb", as_version=4)
    notebook.cells.insert(0, new_code_cell(WATCH, id="watch"))
    notebook.cells.append(new_code_cell(FOUND, id="found"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", str(home))
        patch.setenv("PYTHONPATH", str(ROOT))
        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}})
        executed: NotebookNode = client.execute()
    return executed


@pytest.fixture(scope="module")
def found(executed: NotebookNode) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(_printed(executed, "found"))
    return result


def _printed(notebook: NotebookNode, cell_id: str) -> str:
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def test_every_cell_runs_and_nothing_else_is_said(executed: NotebookNode) -> None:
    """No cell is skipped, no check fails, and TensorFlow's remarks are silenced."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", (cell.id, output.text)
            assert frameworks.SKIPPED not in output.get("text", ""), cell.id
            assert "✗" not in output.get("text", ""), (cell.id, output.text)


def test_the_same_weights_give_the_same_outputs(found: dict[str, Any]) -> None:
    """A NumPy network on the tape, and a Keras model."""
    assert found["floatx"] == "float64"
    assert found["model"]["start"] <= TOLERANCE
    assert found["model"]["trained"] <= TOLERANCE


def test_the_same_descent_goes_the_same_way(found: dict[str, Any]) -> None:
    first, last = found["costs"]
    assert last < first / 10, "it learns"
    assert found["model"]["costs"] <= TOLERANCE


def test_gradient_tape_gives_the_gradients_of_the_students_tape(found: dict[str, Any]) -> None:
    assert len(found["gradients"]) >= 4
    assert max(found["gradients"].values()) <= 1e-9, found["gradients"]


def test_the_quadratic_is_minimised_three_ways(found: dict[str, Any]) -> None:
    by_hand, tape, keras, adam = found["three_ways"].values()
    assert tape == pytest.approx(by_hand, abs=1e-12)
    assert keras == pytest.approx(by_hand, abs=1e-12)
    assert 0.1 < adam < 5
    assert abs(adam - by_hand) > 1, "another optimizer takes other steps"


def test_layers_do_what_the_text_says_of_them(found: dict[str, Any]) -> None:
    """Dense is `dense_forward`, the penalty is λ ΣW², dropout is inverted and off at test time."""
    assert set(found["layers"]) == {"dense", "penalty", "kept", "test time"}
    assert max(found["layers"].values()) <= TOLERANCE, found["layers"]


def test_constants_have_no_gradient_unless_they_are_watched(found: dict[str, Any]) -> None:
    assert found["constant"] == {"variable": 2.0, "constant": None, "constant, watched": 3.0}


def test_a_function_is_recorded_once_for_each_shape(found: dict[str, Any]) -> None:
    assert found["recordings"] == ["(2,)", "(3,)"]


def test_nothing_is_asked_of_the_network_and_nothing_downloaded(found: dict[str, Any], home: Path) -> None:
    assert found["reached_out"] == []
    assert {path.name for path in home.rglob("*")} <= {"keras.json"}


def test_the_watch_sees_attempts() -> None:
    """The test above would notice."""
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell(WATCH), new_code_cell(_REACHES_OUT)])
    NotebookClient(notebook, timeout=60).execute()
    (output,) = notebook.cells[1].outputs
    assert "socket.getaddrinfo" in output.text
    assert "urllib.Request" in output.text


_REACHES_OUT = """
import socket
import urllib.request

for reach in (
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: urllib.request.urlopen("http://192.0.2.1", timeout=1),
):
    try:
        reach()
    except OSError:
        pass
print(reached_out)
"""


LOADERS = (
    datasets.load_circles,
    datasets.load_moons,
    datasets.load_pitch,
    datasets.load_blobs,
    datasets.load_spirals,
    datasets.load_fashion_mnist,
    datasets.load_cats,
    datasets.load_seattle_weather,
)


@pytest.mark.parametrize("load", LOADERS)
def test_the_data_sets_load_with_the_h5py_that_tensorflow_wants(load: Callable[[], tuple[Any, ...]]) -> None:
    """Loaders compare the arrays with the checksum in the file."""
    assert len(load()) > 1
