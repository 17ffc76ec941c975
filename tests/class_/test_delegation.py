"""An answer that asks a helper to do its exercise earns nothing, however it gets at the helper."""

import json
from collections.abc import Callable, Iterator
from textwrap import indent

import pytest
from nbformat import v4

from autograde import carried, sample_class
from autograde.course import Course
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.submission import is_solution
from autograde.verdict import Outcome, TestVerdict
from tests.assignments.harness import ROOT
from tests.conftest import available

Graded = Callable[..., TestVerdict]

WAYS = {
    "by name": "from helpers import network",
    "by its module": "import helpers.network as network",
    "by importlib": "import importlib\nnetwork = importlib.import_module('helpers.network')",
    "by sys.modules": "import sys\nimport helpers.network\nnetwork = sys.modules['helpers.network']",
    "by a function's globals": "from helpers import search\nnetwork = search.train.__globals__['network']",
    "in the function": "",
}
BACKWARD = """
{WAY}

def L_model_backward(AL, Y, caches):
    {IMPORT}
    layers = [network.LayerCache(A_prev=cache[0], W=cache[1]) for cache in caches]
    return network.backward(AL, Y, layers)
"""


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def warm(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    with Zygote(available(request.param)) as zygote:
        yield zygote
        carried.close()


@pytest.fixture(scope="module")
def graded(warm: Zygote) -> Graded:
    """Grades a notebook of right answers but for one, and a cell before them; gives that one's verdict."""
    course = Course.open(ROOT)

    def run(assignment: str, exercise: str, answer: str, own: str = "") -> TestVerdict:
        source = SourceNotebook.read(ROOT / "source" / assignment / f"{assignment}.ipynb", b"of these tests")
        _, desk = sample_class.make_desk(course, assignment)
        notebook = desk.answers(**{exercise: answer})
        cells = notebook["cells"]
        first = next(place for place, cell in enumerate(cells) if is_solution(cell))
        cells.insert(first, v4.new_code_cell(own))
        job = Job("ada", assignment, assignment, json.dumps(notebook).encode())
        verdict = grade(source, job, warm, Limits(test_seconds=30)).verdict
        (test,) = [test for test in verdict.tests if test.exercise == exercise]
        return test

    return run


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_helper_that_answers_the_exercise_refuses(graded: Graded, way: str) -> None:
    inside = "pass" if way else "from helpers import network"
    answer = BACKWARD.replace("{WAY}", way).replace("{IMPORT}", inside)
    test = graded("neural_network_basics", "L_model_backward", answer)
    assert test.points == 0
    assert {part.outcome for part in test.parts} == {Outcome.ERROR}
    visible = [part.reason for part in test.parts if not part.hidden]
    assert all("`network.backward` answers exercises" in reason for reason in visible)


@pytest.mark.parametrize(
    ("assignment", "exercise", "answer"),
    [
        ("neural_network_basics", "sigmoid", "from helpers.network import sigmoid"),
        ("neural_network_basics", "relu", "from helpers import network\nrelu = lambda Z: network.relu(Z)"),
        (
            "neural_network_basics",
            "relu_derivative",
            "from helpers import network\nrelu_derivative = network.ACTIVATIONS['relu'].derivative",
        ),
        (
            "neural_network_basics",
            "compute_cost",
            "from helpers import network\ndef compute_cost(AL, Y):\n    return network.cross_entropy(AL, Y)",
        ),
        (
            "gradient_checking",
            "backward_propagation_n",
            "def backward_propagation_n(X, Y, cache):\n    return network.backward(X, Y, cache)",
        ),
        (
            "convnets",
            "zero_pad",
            "from helpers import convnet\ndef zero_pad(X, pad):\n    return convnet.forward(X, {}, None)",
        ),
    ],
)
def test_so_do_the_others(graded: Graded, assignment: str, exercise: str, answer: str) -> None:
    assert graded(assignment, exercise, answer).points == 0


AGAIN = {
    "reload": "import importlib\nagain = importlib.reload(network)",
    "import": "sys.modules.pop('helpers.network')\nimport helpers.network as again",
    "import of the package": "del sys.modules['helpers'], sys.modules['helpers.network']\n"
    "import helpers.network as again",
    "run_path": "import runpy\nagain = SimpleNamespace(**runpy.run_path(network.__file__))",
    "run_module": "import runpy\nagain = SimpleNamespace(**runpy.run_module('helpers.network'))",
    "file": "exec(open(network.__file__).read(), text)\nagain = SimpleNamespace(**text)",
    "folder": "import helpers, pathlib\nfolder = pathlib.Path(helpers.__file__).parent\n"
    "exec((folder / 'network.py').read_text(), text)\nagain = SimpleNamespace(**text)",
    "inspect": "import inspect\nexec(inspect.getsource(network), text)\nagain = SimpleNamespace(**text)",
    "loader": "exec(network.__loader__.get_source('helpers.network'), text)\nagain = SimpleNamespace(**text)",
    "spec": "from importlib.util import module_from_spec, spec_from_file_location\n"
    "spec = spec_from_file_location('again', network.__file__)\n"
    "again = module_from_spec(spec)\nspec.loader.exec_module(again)",
}
"""Ways to get at a helper's text, or at a second copy of it."""

TRY_ALL = f"""
import sys
from types import SimpleNamespace
from helpers import network
modules, found = dict(sys.modules), []
for way in {list(AGAIN.values())!r}:
    names = {{"sys": sys, "network": network, "text": {{}}, "SimpleNamespace": SimpleNamespace}}
    try:
        exec(way, names)
        names["again"].relu(np.zeros(1))
        found.append(names["again"].relu)
    except Exception:
        pass
    sys.modules.update(modules)
"""


@pytest.mark.parametrize("where", ["in the function", "in the answer's cell", "in a cell of her own"])
def test_nor_can_it_be_read_again(graded: Graded, where: str) -> None:
    inside = indent(TRY_ALL, "    ") if where == "in the function" else ""
    before = TRY_ALL if where == "in the answer's cell" else ""
    own = f"import numpy as np\n{TRY_ALL}" if where == "in a cell of her own" else ""
    answer = f"{before}\ndef relu(Z):\n{inside}\n    found.append(np.negative)\n    return found[0](Z)"
    test = graded("neural_network_basics", "relu", answer, own)
    assert {part.outcome for part in test.parts} == {Outcome.WRONG}, test


def test_who_tries_is_told_why(graded: Graded) -> None:
    answer = """
def relu(Z):
    import importlib
    from helpers import network
    return importlib.reload(network).relu(Z)
"""
    reason = graded("neural_network_basics", "relu", answer).parts[0].reason
    assert "while a notebook is graded, it cannot be read or imported again" in reason


def test_a_cell_that_is_no_answer_may_use_all_helpers(graded: Graded) -> None:
    own = """
from helpers import network, search
table = network.relu(np.arange(-2, 3))
forward = network.forward
"""
    test = graded(
        "neural_network_basics", "relu", "def relu(Z):\n    return table[2] + np.maximum(Z, 0)", own
    )
    assert test.points == test.max_points
    test = graded("neural_network_basics", "relu", "def relu(Z):\n    return forward(Z, {})", own)
    assert "`network.forward` answers exercises" in test.parts[0].reason


def test_what_the_courses_solutions_use_may_be_used(graded: Graded) -> None:
    answer = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    squares = sum(np.sum(W**2) for name, W in parameters.items() if name[0] == "W")
    return float(network.cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * squares)
"""
    test = graded("regularization", "compute_cost_with_regularization", answer)
    assert test.points == test.max_points
