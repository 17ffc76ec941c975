"""An answer that asks a helper to do its exercise earns nothing, however it gets at the helper."""

import json
from collections.abc import Callable

import pytest

from autograde import sample_class
from autograde.course import Course
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.verdict import Outcome, TestVerdict
from tests.assignments.harness import ROOT

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


@pytest.fixture(scope="module")
def graded(zygote: Zygote) -> Graded:
    """Grades a notebook of right answers but for one, and gives that one's verdict."""
    course = Course.open(ROOT)

    def run(assignment: str, exercise: str, answer: str) -> TestVerdict:
        source = SourceNotebook.read(ROOT / "source" / assignment / f"{assignment}.ipynb", b"of these tests")
        _, desk = sample_class.make_desk(course, assignment)
        data = json.dumps(desk.answers(**{exercise: answer})).encode()
        verdict = grade(
            source, Job("ada", assignment, assignment, data), zygote, Limits(test_seconds=30)
        ).verdict
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


def test_what_the_courses_solutions_use_may_be_used(graded: Graded) -> None:
    answer = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    squares = sum(np.sum(W**2) for name, W in parameters.items() if name[0] == "W")
    return float(network.cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * squares)
"""
    test = graded("regularization", "compute_cost_with_regularization", answer)
    assert test.points == test.max_points
