"""A toy assignment with planted tests: weak ones let wrong variants live."""

from typing import Any

import nbformat
import numpy as np

from autograde.verify.cells import Source
from helpers.reference.registry import Exercises
from tests.conftest import Toy

Array = np.ndarray

SOLUTIONS = {
    "scaled_mean": "def scaled_mean(X, scale=1.0):\n    return scale * X.mean(axis=1, keepdims=True)",
    "running": (
        "def running(values, beta):\n    v, result = 0.0, []\n    for value in values:\n"
        "        v = beta * v + (1 - beta) * value\n        result.append(v)\n    return result"
    ),
    "noise": "def noise(n, seed):\n    return np.random.default_rng(seed).normal(0, 1, n)",
}

WEAK = """\
with checks.part(1, "one row", hint="…"):
    checks.close(checks.call(scaled_mean, np.array([[1.0, 2.0]])), np.array([[1.5]]))
checks.total()"""

STRONG = """\
with checks.part(1, "two rows", hint="…"):
    X = np.array([[1.0, 2.0, 6.0], [3.0, -5.0, 0.0]])
    checks.close(checks.call(scaled_mean, X), X.mean(axis=1, keepdims=True))
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
with checks.part(1, "any scale and size", hint="…", hidden=True):
    for n, m in ((4, 3), (1, 5), (3, 1)):
        X, scale = rng.normal(1, 2, (n, m)), float(rng.uniform(2, 3))
        checks.close(checks.call(scaled_mean, X, scale), scale * X.mean(axis=1, keepdims=True))
### END HIDDEN TESTS
checks.total()"""

RUNNING = """\
with checks.part(1, "three values", hint="…"):
    checks.close(checks.call(running, [1.0, 2.0, 4.0], 0.5), [0.5, 1.25, 2.625])
checks.total()"""

NOISE = """\
with checks.part(1, "a normal sample", hint="…"):
    drawn = checks.call(noise, 1000, 3)
    checks.drawn_from(drawn, mean=0, std=1)
    checks.identical(drawn, checks.call(noise, 1000, 3), "another sample for the same seed")
checks.total()"""


class Planted(Source):
    """A source notebook whose registry is its own."""

    known: Exercises

    @property
    def exercises(self) -> Exercises:
        return self.known


def scaled_mean(X: Array, scale: float = 1.0) -> Any:
    return scale * X.mean(axis=1, keepdims=True)


def scaled_mean_by_sum(X: Array, scale: float = 1.0) -> Any:
    return scale * np.sum(X, axis=1, keepdims=True) / X.shape[1]


def scaled_mean_over_units(X: Array, scale: float = 1.0) -> Any:
    return scale * X.mean(axis=0, keepdims=True)


def running(values: list[float], beta: float) -> list[float]:
    v, result = 0.0, []
    for value in values:
        v = beta * v + (1 - beta) * value
        result.append(v)
    return result


def noise(n: int, seed: int) -> Any:
    return np.random.default_rng(seed).normal(0, 1, n)


def planted(test: str = STRONG) -> Planted:
    """The toy notebook, with these tests of `scaled_mean`."""
    from helpers.reference.draws import same_draws

    known = Exercises("toy")
    known.reference()(scaled_mean)
    known.style(scaled_mean, "by the sum")(scaled_mean_by_sum)
    known.misconception(scaled_mean, "You average over units.")(scaled_mean_over_units)
    known.reference()(running)
    known.reference(same=same_draws)(noise)
    toy = Toy()
    cells = [toy.given("imports", "import numpy as np\nfrom helpers import checks")]
    for name, tests in (("scaled_mean", test), ("running", RUNNING), ("noise", NOISE)):
        cells += [
            toy.solution(name, SOLUTIONS[name]),
            toy.test(f"test_{name}", tests.count("with checks"), tests),
        ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    source = Planted("toy", nbformat.from_dict(toy.notebook(*cells)))
    object.__setattr__(source, "known", known)
    return source
