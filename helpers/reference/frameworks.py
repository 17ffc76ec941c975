# ruff: noqa: D101, D103 - the sentence in its decorator documents a variant
# Functions within variants have no annotations, as in a notebook.
# mypy: disable-error-code="no-untyped-call, no-untyped-def, misc"
"""References, known mistakes and right styles of the assignment "frameworks".

Examples are rows here, as in frameworks: `x (m, n_in)`, `W (n_in, n_out)`, `b (n_out,)`. A tape is made of
three classes; a variant of one inherits what it does not change. `G` is the gradient of the cost by a result.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers import expressions
from helpers.reference.registry import Exercises

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Variable: TypeAlias = expressions.Variable

exercises = Exercises("frameworks")


# The references, one formula each.


@exercises.reference()
def minimize_quadratic(learning_rate: float, steps: int) -> float:
    """Gradient descent on w² − 10 w + 25 from w = 0; the derivative is 2 w − 10."""
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (2 * w - 10)
    return w


@exercises.reference()
def dense_forward(x: Array, W: Array, b: Array) -> Array:
    """X W + b, an example in each row."""
    result: Array = x @ W + b
    return result


@exercises.reference()
def unbroadcast(G: Array, shape: Shape) -> Array:
    """Sum the gradient over every axis that broadcasting has stretched or put in front."""
    G = G.sum(axis=tuple(range(G.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    result: Array = G.sum(axis=stretched, keepdims=True)
    return result


@exercises.reference(called="recorder_gradients", through=expressions.recorder_gradients)
class Recorder:
    """Writes down operations, and goes back through them from the last to the first."""

    def __init__(self) -> None:
        self.entries: list[Any] = []

    def variable(self, value: Any) -> Variable:
        return expressions.Variable(self, np.array(value, dtype=float))

    def record(self, value: Any, *parents: Any) -> Variable:
        output = self.variable(value)
        self.entries.append((output, parents))
        return output

    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.reference(called="arithmetic_gradients", through=expressions.operation_gradients)
class Arithmetic(expressions.Operations):
    """The four operations of arithmetic, with broadcasting undone on the way back."""

    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value + b.value,
            (a, lambda G: unbroadcast(G, a.value.shape)),
            (b, lambda G: unbroadcast(G, b.value.shape)),
        )

    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value - b.value,
            (a, lambda G: unbroadcast(G, a.value.shape)),
            (b, lambda G: unbroadcast(-G, b.value.shape)),
        )

    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(G * b.value, a.value.shape)),
            (b, lambda G: unbroadcast(G * a.value, b.value.shape)),
        )

    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G * a.value / b.value**2, b.value.shape)),
        )


@exercises.reference(called="function_gradients", through=expressions.operation_gradients)
class Functions(expressions.Operations):
    """What a dense network needs besides arithmetic."""

    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: G @ b.value.T), (b, lambda G: a.value.T @ G))

    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G * (a.value > 0)))

    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * s * (1 - s)))

    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: G * np.ones_like(a.value)))


class Tape(Recorder, Arithmetic, Functions):
    """A whole tape, put together as in the notebook."""


def tape_gradients(expression: str, arrays: dict[str, Any]) -> tuple[Array, dict[str, Array]]:
    """Return the value of an expression and its gradients, computed on the reference's tape."""
    return expressions.tape_gradients(Tape, expression, arrays)


# Descent by hand: known mistakes.


@exercises.misconception(
    minimize_quadratic,
    "You add the gradient, so w climbs away from the minimum: gradient descent subtracts "
    "`learning_rate` times the gradient.",
)
def climbs(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w + learning_rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "Your w stays at 0: the derivative of −10w is the constant −10, which moves it there, and each step "
    "has to be stored in w.",
)
def forgets_the_linear_term(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * 2 * w
    return w


@exercises.misconception(
    minimize_quadratic,
    "Your derivative is w − 10, so w goes to 10: the derivative of w² is 2w, with the factor 2.",
)
def forgets_the_two(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "Your derivative is w − 5, half of what it should be: (w − 5)² has the derivative 2(w − 5).",
)
def half_the_gradient(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (w - 5)
    return w


@exercises.misconception(
    minimize_quadratic, "You take one step more than `steps`: `range(steps)` has as many as are asked for."
)
def one_step_more(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps + 1):
        w = w - learning_rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic, "You take one step less than `steps`: `range(1, steps)` leaves the last one out."
)
def one_step_less(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(1, steps):
        w = w - learning_rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "You compute the gradient once, at the start, and take every step with it: compute it again at each "
    "new w.",
)
def gradient_of_the_start(learning_rate: float, steps: int) -> float:
    w = 0.0
    gradient = 2 * w - 10
    for _ in range(steps):
        w = w - learning_rate * gradient
    return w


@exercises.misconception(
    minimize_quadratic, "You return the cost at the end, w² − 10w + 25: what is asked for is w itself."
)
def returns_the_cost(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (2 * w - 10)
    return w**2 - 10 * w + 25


@exercises.misconception(
    minimize_quadratic, "You subtract the gradient itself: it should be multiplied by `learning_rate` first."
)
def without_learning_rate(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "You start from another w than 0: here the descent starts from w = 0.",
    start=(1.0, 10.0, 2.0, -1.0),
)
def starts_from_one(learning_rate: float, steps: int, *, start: float) -> float:
    w = start
    for _ in range(steps):
        w = w - learning_rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "You take a learning rate of your own: the step is `learning_rate` times the gradient.",
    rate=(0.1, 0.01),
)
def own_learning_rate(learning_rate: float, steps: int, *, rate: float) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "You subtract the cost w² − 10w + 25 times `learning_rate`: descent follows the derivative of the cost.",
)
def descends_by_the_cost(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (w**2 - 10 * w + 25)
    return w


@exercises.misconception(
    minimize_quadratic,
    "Your derivative is wrong in the constant terms: that of −10w is −10, and that of 25 is 0.",
    constant=(10, 15, 25),
)
def wrong_constant(learning_rate: float, steps: int, *, constant: float) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (2 * w + constant)
    return w


@exercises.misconception(
    minimize_quadratic,
    "You forget where you were: the new w is the old one minus the step, `w = w - …` (`=-` is not `-=`).",
)
def forgets_the_old_w(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = -learning_rate * (2 * w - 10)
    return w


@exercises.misconception(
    minimize_quadratic,
    "Your `return` is inside the loop, so that it ends after the first step: put it behind the loop.",
)
def returns_in_the_loop(learning_rate: float, steps: int) -> Any:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (2 * w - 10)
        return w
    return None


@exercises.misconception(
    minimize_quadratic, "You return every w on the way: the answer is the last of them alone."
)
def returns_the_path(learning_rate: float, steps: int) -> Any:
    path = [0.0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (2 * path[-1] - 10))
    return path


@exercises.misconception(
    minimize_quadratic, "You return the gradient at the end: what is asked for is w itself."
)
def returns_the_gradient(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * (2 * w - 10)
    return 2 * w - 10


@exercises.misconception(
    minimize_quadratic,
    "You go on until w stands still at 5, or answer 5 at once: take `steps` steps of `learning_rate`, "
    "wherever they lead.",
)
def answers_five(learning_rate: float, steps: int) -> float:
    return 5.0


@exercises.misconception(
    minimize_quadratic, "You divide by `learning_rate`: the step is `learning_rate` times the gradient."
)
def divides_by_the_learning_rate(learning_rate: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = w - (2 * w - 10) / learning_rate
    return w


# Descent by hand: right styles.


@exercises.style(minimize_quadratic, "closed form")
def closed_form(learning_rate: float, steps: int) -> float:
    return 5.0 * (1.0 - (1.0 - 2.0 * learning_rate) ** steps)


@exercises.style(minimize_quadratic, "while, in place")
def while_in_place(learning_rate: float, steps: int) -> float:
    w, t = 0.0, 0
    while t < steps:
        w -= learning_rate * 2 * (w - 5)
        t += 1
    return w


@exercises.style(minimize_quadratic, "array of one element")
def array_of_one(learning_rate: float, steps: int) -> Any:
    w = np.zeros((1, 1))
    for _ in range(steps):
        w -= learning_rate * (2 * w - 10)
    return w


@exercises.style(minimize_quadratic, "NumPy scalar and a function for the gradient")
def numpy_scalar(learning_rate: float, steps: int) -> Any:
    def derivative(w):
        return 2 * w - 10

    w = np.float64(0)
    for _ in range(steps):
        w = w - learning_rate * derivative(w)
    return w


@exercises.style(minimize_quadratic, "a list of all the w")
def list_of_all(learning_rate: float, steps: int) -> float:
    path = [0.0]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * (10 - 2 * path[-1]))
    return path[-1]


@exercises.style(minimize_quadratic, "np.polyder")
def by_polyder(learning_rate: float, steps: int) -> Any:
    derivative = np.polyder(np.poly1d([1.0, -10.0, 25.0]))
    w = 0.0
    for _ in range(steps):
        w = w - learning_rate * derivative(w)
    return w


# A dense layer: known mistakes.


@exercises.misconception(dense_forward, "You leave the bias out: it should be added to every row of `x @ W`.")
def without_bias(x: Array, W: Array, b: Array) -> Any:
    return x @ W


@exercises.misconception(
    dense_forward,
    "You multiply as for examples in columns, W x, with the transposes that make the sizes fit, and return "
    "a column for each example: here examples are rows, so the result should be `x @ W + b`, (m, n_out).",
)
def examples_in_columns(x: Array, W: Array, b: Array) -> Any:
    return W.T @ x.T + b.reshape(-1, 1)


@exercises.misconception(dense_forward, "You subtract the bias: it should be added.")
def subtracts_the_bias(x: Array, W: Array, b: Array) -> Any:
    return x @ W - b


@exercises.misconception(
    dense_forward,
    "You add the sum of all biases to every output: each output has its own, `b` is (n_out,) and should be "
    "added as it is.",
)
def one_bias_for_all(x: Array, W: Array, b: Array) -> Any:
    return x @ W + np.sum(b)


@exercises.misconception(
    dense_forward,
    "You apply an activation at the end: this layer is the linear one, and its activation comes after it.",
    activation=("relu", "sigmoid", "tanh"),
)
def with_relu(x: Array, W: Array, b: Array, *, activation: str) -> Any:
    Z = x @ W + b
    return {"relu": np.maximum(0, Z), "sigmoid": 1 / (1 + np.exp(-Z)), "tanh": np.tanh(Z)}[activation]


@exercises.misconception(
    dense_forward,
    "You multiply in the wrong order or with a transpose: x is (m, n_in) and W (n_in, n_out), so the product "
    "is `x @ W`.",
    product=("W @ x", "x @ W.T", "x.T @ W", "W.T @ x"),
)
def another_product(x: Array, W: Array, b: Array, *, product: str) -> Any:
    one, two = {"W @ x": (W, x), "x @ W.T": (x, W.T), "x.T @ W": (x.T, W), "W.T @ x": (W.T, x)}[product]
    return one @ two + b


@exercises.misconception(
    dense_forward, "You multiply entry by entry: the layer needs the matrix product, `x @ W`."
)
def entry_by_entry(x: Array, W: Array, b: Array) -> Any:
    return x * W + b


@exercises.misconception(
    dense_forward,
    "You make a column of the bias: `b` has an entry for each output, so add it to each row as it is.",
)
def bias_as_a_column(x: Array, W: Array, b: Array) -> Any:
    return x @ W + b.reshape(-1, 1)


@exercises.misconception(dense_forward, "You multiply by the bias: it is added to `x @ W`.")
def bias_as_a_factor(x: Array, W: Array, b: Array) -> Any:
    return x @ W * b


@exercises.misconception(
    dense_forward,
    "You drop axes of length 1 at the end: also a single example or a single output keeps its axis, (m, "
    "n_out).",
)
def axes_dropped(x: Array, W: Array, b: Array) -> Any:
    return np.squeeze(x @ W + b)


@exercises.misconception(
    dense_forward,
    "You add up the outputs: each of them is a number of its own, so the result has n_out columns.",
)
def outputs_added_up(x: Array, W: Array, b: Array) -> Any:
    return np.sum(x @ W + b, axis=1, keepdims=True)


@exercises.misconception(
    dense_forward,
    "You add the bias to the weights, so the inputs multiply it: it should be added after the product, "
    "to `x @ W`.",
)
def bias_in_the_weights(x: Array, W: Array, b: Array) -> Any:
    return x @ (W + b)


@exercises.misconception(
    dense_forward,
    "You divide by the number of inputs or of examples: each output is the weighted sum itself, plus its "
    "bias.",
    by=("inputs", "examples"),
)
def averages_over_inputs(x: Array, W: Array, b: Array, *, by: str) -> Any:
    return x @ W / (x.shape[1] if by == "inputs" else x.shape[0]) + b


@exercises.misconception(
    dense_forward, "You add the bias to the first example alone: every row should get it."
)
def bias_in_the_first_row(x: Array, W: Array, b: Array) -> Any:
    Z = x @ W
    Z[0] += b
    return Z


# A dense layer: right styles.


@exercises.style(dense_forward, "np.dot and np.add")
def by_dot(x: Array, W: Array, b: Array) -> Any:
    return np.add(np.dot(x, W), b)


@exercises.style(dense_forward, "einsum")
def by_einsum(x: Array, W: Array, b: Array) -> Any:
    return np.einsum("mi,io->mo", x, W) + b[None, :]


@exercises.style(dense_forward, "loops over examples and outputs")
def by_loops(x: Array, W: Array, b: Array) -> Any:
    Z = np.empty((x.shape[0], W.shape[1]))
    for i in range(x.shape[0]):
        for j in range(W.shape[1]):
            Z[i, j] = sum(x[i, k] * W[k, j] for k in range(x.shape[1])) + b[j]
    return Z


@exercises.style(dense_forward, "as columns, and back")
def by_columns(x: Array, W: Array, b: Array) -> Any:
    return (W.T @ x.T + b.reshape(-1, 1)).T


@exercises.style(dense_forward, "the bias as weights of an input that is 1")
def bias_as_a_weight(x: Array, W: Array, b: Array) -> Any:
    return np.hstack([x, np.ones((len(x), 1))]) @ np.vstack([W, b])


@exercises.style(dense_forward, "a list of rows, in place")
def list_of_rows(x: Array, W: Array, b: Array) -> Any:
    rows = []
    for row in x:
        z = np.tensordot(row, W, axes=1)
        z += b
        rows.append(z.tolist())
    return rows


# Broadcasting undone: known mistakes.


@exercises.misconception(
    unbroadcast,
    "You return the gradient as it came: where broadcasting has copied an entry, the gradients of all its "
    "copies should be summed.",
)
def left_as_it_is(G: Array, shape: Shape) -> Any:
    return G


@exercises.misconception(
    unbroadcast,
    "You sum over the axes that were put in front only: an axis of length 1 that was stretched should be "
    "summed as well, and kept with length 1.",
)
def leading_axes_only(G: Array, shape: Shape) -> Any:
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


@exercises.misconception(
    unbroadcast,
    "You sum over the axes of length 1 only: axes that broadcasting put in front should be summed, too.",
)
def ones_only(G: Array, shape: Shape) -> Any:
    for axis, size in enumerate(shape):
        if size == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@exercises.misconception(
    unbroadcast,
    "You lose the axes of length 1: sum over them with `keepdims=True`, so that the gradient has the shape "
    "of its variable.",
)
def without_keepdims(G: Array, shape: Shape) -> Any:
    G = G.sum(axis=tuple(range(G.ndim - len(shape))))
    return G.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1))


@exercises.misconception(
    unbroadcast,
    "You take the mean over the copies: each copy adds its own part to the cost, so their gradients "
    "are summed.",
    which=("both", "missing", "stretched"),
)
def means(G: Array, shape: Shape, *, which: str) -> Any:
    missing = tuple(range(G.ndim - len(shape)))
    G = G.sum(axis=missing) if which == "stretched" else G.mean(axis=missing)
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return (
        G.sum(axis=stretched, keepdims=True) if which == "missing" else G.mean(axis=stretched, keepdims=True)
    )


@exercises.misconception(
    unbroadcast,
    "You sum over the last axes until their number fits: missing axes are put in front, so sum over axis 0.",
)
def trailing_axes(G: Array, shape: Shape) -> Any:
    while G.ndim > len(shape):
        G = G.sum(axis=-1)
    return G.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


@exercises.misconception(
    unbroadcast,
    "You sum over one missing axis only: there may be several, so use `while` and not `if`.",
)
def one_leading_axis(G: Array, shape: Shape) -> Any:
    if G.ndim > len(shape):
        G = G.sum(axis=0)
    return G.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


@exercises.misconception(
    unbroadcast,
    "You keep the missing axes with length 1: those that broadcasting put in front have to go, without "
    "`keepdims=True`.",
)
def leading_axes_kept(G: Array, shape: Shape) -> Any:
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    return G.sum(axis=tuple(axis for axis, size in enumerate(padded) if size == 1), keepdims=True)


@exercises.misconception(
    unbroadcast,
    "You sum over the axes of length 1 first, by their numbers in `shape`: in G the missing axes still "
    "stand in front of them, so take these away first.",
)
def stretched_axes_first(G: Array, shape: Shape) -> Any:
    G = G.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)
    return G.sum(axis=tuple(range(G.ndim - len(shape))))


@exercises.misconception(
    unbroadcast,
    "You sum over the first axis, as for a bias, whatever the shape is: `shape` says which axes were copied.",
)
def first_axis_always(G: Array, shape: Shape) -> Any:
    return G.sum(axis=0)


@exercises.misconception(
    unbroadcast,
    "You only reshape the gradient: it has an entry for each copy, and those of one variable have to be "
    "summed.",
)
def reshaped(G: Array, shape: Shape) -> Any:
    return G.reshape(shape)


@exercises.misconception(
    unbroadcast,
    "You take the largest of the copies' gradients, or their product: they are summed.",
    by=("max", "prod"),
)
def not_summed(G: Array, shape: Shape, *, by: str) -> Any:
    reduce = np.maximum.reduce if by == "max" else np.multiply.reduce
    G = reduce(G, axis=tuple(range(G.ndim - len(shape))))
    return reduce(G, axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


@exercises.misconception(
    unbroadcast,
    "You sum over everything: only the axes that broadcasting has copied are summed, the others stay.",
)
def one_number(G: Array, shape: Shape) -> Any:
    return np.sum(G)


@exercises.misconception(
    unbroadcast,
    "You keep the gradient of the first copy and drop the others: the gradients of all copies should be "
    "summed.",
)
def first_copy(G: Array, shape: Shape) -> Any:
    G = G[(0,) * (G.ndim - len(shape))]
    for axis, size in enumerate(shape):
        if size == 1:
            G = np.take(G, [0], axis=axis)
    return G


@exercises.misconception(
    unbroadcast,
    "You sum over everything and give every entry the total: an entry should get the gradients of its own "
    "copies.",
)
def total_for_everyone(G: Array, shape: Shape) -> Any:
    return np.full(shape, np.sum(G))


@exercises.misconception(
    unbroadcast,
    "You cut the gradient to the right shape and drop the rest: what is beyond the shape belongs to "
    "copies, whose gradients should be summed.",
)
def resized(G: Array, shape: Shape) -> Any:
    return np.resize(G, shape)


@exercises.misconception(
    unbroadcast,
    "You compare the two shapes from the left: NumPy lines them up from the right, and puts missing axes "
    "in front.",
)
def from_the_left(G: Array, shape: Shape) -> Any:
    padded = tuple(shape) + (1,) * (G.ndim - len(shape))
    axes = tuple(axis for axis, size in enumerate(padded) if size == 1)
    return G.sum(axis=axes, keepdims=True).reshape(shape)


# Broadcasting undone: right styles.


@exercises.style(unbroadcast, "two loops")
def by_two_loops(G: Array, shape: Shape) -> Any:
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and G.shape[axis] != 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@exercises.style(unbroadcast, "one sum over the padded shape, and a reshape")
def by_padded_shape(G: Array, shape: Shape) -> Any:
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i in range(G.ndim) if padded[i] == 1)
    return np.sum(G, axis=axes, keepdims=True).reshape(shape)


@exercises.style(unbroadcast, "entry by entry, with broadcast indices")
def by_indices(G: Array, shape: Shape) -> Any:
    size = int(np.prod(shape))
    owners = np.broadcast_to(np.arange(size).reshape(shape), G.shape)
    return np.bincount(owners.ravel(), weights=np.ravel(G), minlength=size).reshape(shape)


@exercises.style(unbroadcast, "np.add.at")
def by_add_at(G: Array, shape: Shape) -> Any:
    result = np.zeros(shape)
    places = np.broadcast_to(np.arange(result.size).reshape(shape), G.shape)
    flat = result.reshape(-1)
    np.add.at(flat, places, G)
    return flat.reshape(shape)


@exercises.style(unbroadcast, "from the last axis to the first")
def from_the_last_axis(G: Array, shape: Shape) -> Any:
    result = G
    for back in range(1, G.ndim + 1):
        if back > len(shape) or shape[-back] == 1:
            result = np.add.reduce(result, axis=G.ndim - back, keepdims=True)
    return np.reshape(result, shape)


@exercises.style(unbroadcast, "recursion")
def by_recursion(G: Array, shape: Shape) -> Any:
    def narrowed(G, shape):
        if G.shape == tuple(shape):
            return G
        if G.ndim > len(shape):
            return narrowed(sum(G), shape)
        axis = next(i for i in range(G.ndim) if G.shape[i] != shape[i])
        return narrowed(G.sum(axis, keepdims=True), shape)

    return narrowed(np.asarray(G), shape)


# The recorder: known mistakes.


@exercises.misconception(
    Recorder,
    "Your `gradient` overwrites what a variable has got already: one that is used in several places should "
    "get the sum of what comes back from each.",
)
class Overwrites(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "You go through the entries from the first to the last, or `record` puts each in front of the others: "
    "a result's gradient is complete only when all that came after it has been handled, so go from the "
    "last to the first.",
)
class FirstToLast(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in self.entries:
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` gives None for a source on which the target does not depend: its gradient should be "
    "zeros, in the shape of the source.",
)
class NoneForUnrelated(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` gives the number 0 for a source on which the target does not depend: it should be an "
    "array of zeros, in the shape of the source.",
)
class ZeroForUnrelated(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, 0.0) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` starts with the target's own value: the derivative of the target by itself is 1, so "
    "it should start with ones.",
)
class StartsWithTheValue(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: target.value}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` starts with the number 1: the target may be an array, so it should start with ones in "
    "the target's shape.",
)
class StartsWithANumber(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.array(1.0)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your recorder keeps the gradients from one call of `gradient` to the next, so a second call adds to "
    "the first: each call should start afresh.",
)
class KeepsGradients(Recorder):
    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.gradients: dict[Any, Any] = {}

    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        arrived = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in arrived:
                for parent, pullback in parents:
                    arrived[parent] = arrived.get(parent, 0) + pullback(arrived[output])
        for variable, G in arrived.items():
            self.gradients[variable] = self.gradients.get(variable, 0) + G
        return [self.gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` adds with `+=` to an array that two variables share, so what one of them gets goes to "
    "the other as well: make a new array, `old + new`, or copy first.",
)
class SharedArrays(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients: dict[Any, Any] = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    if parent in gradients:
                        gradients[parent] += pullback(gradients[output])
                    else:
                        gradients[parent] = pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` begins at the last entry, whichever the target is: it should begin with ones at the "
    "target, and leave entries alone that the target does not depend on.",
)
class FromTheLastEntry(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        last = self.entries[-1][0] if self.entries else target
        gradients = {last: np.ones_like(last.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` follows the first operand of each operation only: every operand should get its share.",
)
class FirstOperandOnly(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                parent, pullback = parents[0]
                gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` sends ones into every pullback: each should get the gradient by its own result, which "
    "is how the factors of the chain rule multiply.",
)
class OnesEverywhere(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    ones = np.ones_like(output.value)
                    gradients[parent] = gradients.get(parent, 0) + pullback(ones)
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` follows every path through the tape by itself, and their number doubles with each "
    "result that is used twice: wait until the gradient of a result is complete, and go through its entry "
    "once.",
)
class ByPaths(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        def arriving(variable):
            total = np.ones_like(variable.value) if variable is target else np.zeros_like(variable.value)
            for output, parents in self.entries:
                for parent, pullback in parents:
                    if parent is variable:
                        total = total + pullback(arriving(output))
            return total

        return [arriving(source) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `variable` keeps the caller's own array: `np.asarray` makes no copy of a float array, so what is "
    "written into it later changes the tape; use `np.array(value, dtype=float)`.",
)
class WithoutACopy(Recorder):
    def variable(self, value: Any) -> Variable:
        return expressions.Variable(self, np.asarray(value, dtype=float))


@exercises.misconception(
    Recorder,
    "Your `variable` keeps whole numbers as they are: make float64 of them, `np.array(value, dtype=float)`.",
)
class WholeNumbersStay(Recorder):
    def variable(self, value: Any) -> Variable:
        return expressions.Variable(self, np.array(value))


@exercises.misconception(
    Recorder,
    "Your `record` does not put on the tape what it returns: make one Variable of the result, append it "
    "with its parents to `self.entries`, and return that very one.",
)
class NothingRecorded(Recorder):
    def record(self, value: Any, *parents: Any) -> Variable:
        return self.variable(value)


@exercises.misconception(
    Recorder,
    "Your `record` does not return the result as a Variable: return the one that it has put on the tape, "
    "so that others can use it.",
)
class RecordReturnsNothing(Recorder):
    def record(self, value: Any, *parents: Any) -> Any:
        self.entries.append((self.variable(value), parents))


@exercises.misconception(
    Recorder,
    "You make a dict of the parents: a variable that is both operands of one operation is in it only "
    "once, and loses a part of its gradient.",
)
class ParentsInADict(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in dict(parents).items():
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` stops at the first entry that the target does not depend on: go on with the next one, "
    "`continue` and not `break`.",
)
class StopsAtAnUnusedEntry(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output not in gradients:
                break
            for parent, pullback in parents:
                gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` returns after the first entry: the `return` belongs behind the loop.",
)
class ReturnsInTheLoop(Recorder):
    def gradient(self, target: Variable, sources: Any) -> Any:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
            return [gradients.get(source, np.zeros_like(source.value)) for source in sources]
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` takes the entries off the tape, so that it answers once only: go through "
    "`reversed(self.entries)` and leave them there.",
)
class TakesTheTapeApart(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        while self.entries:
            output, parents = self.entries.pop()
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your recorder keeps its first answer and gives it to every later question: each call of `gradient` "
    "has a target and sources of its own.",
)
class KeepsTheFirstAnswer(Recorder):
    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.found: dict[Any, Any] = {}

    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        if not self.found:
            self.found[target] = np.ones_like(target.value)
            for output, parents in reversed(self.entries):
                if output in self.found:
                    for parent, pullback in parents:
                        self.found[parent] = self.found.get(parent, 0) + pullback(self.found[output])
        return [self.found.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` tells variables apart by their values: two of them may have the same, so use the "
    "Variable itself as the key.",
)
class KeyedByValue(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target.value.tobytes(): np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            G = gradients.get(output.value.tobytes())
            for parent, pullback in parents if G is not None else ():
                key = parent.value.tobytes()
                gradients[key] = gradients.get(key, 0) + pullback(G)
        return [gradients.get(source.value.tobytes(), np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` multiplies what comes back from several places: it is added.",
)
class Multiplies(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 1) * pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` starts with zeros at the target, so that nothing comes back: the derivative of the "
    "target by itself is 1.",
)
class StartsWithZeros(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        return [np.zeros_like(source.value) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` gives zeros in the target's shape for a source on which the target does not depend: "
    "they should have the shape of the source.",
)
class ZerosOfTheTarget(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(target.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` looks up every source and fails with a KeyError where the target does not depend on it: "
    "give zeros in the source's shape.",
)
class NoAnswerForUnrelated(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients[source] for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` follows the last operand of each operation only: every operand should get its share.",
)
class LastOperandOnly(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                parent, pullback = parents[-1]
                gradients[parent] = gradients.get(parent, 0) + pullback(gradients[output])
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


@exercises.misconception(
    Recorder,
    "Your `gradient` sends the result's value into the pullbacks: what goes through them is the gradient "
    "of the result.",
)
class SendsTheValue(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones_like(target.value)}
        for output, parents in reversed(self.entries):
            if output in gradients:
                for parent, pullback in parents:
                    gradients[parent] = gradients.get(parent, 0) + pullback(output.value)
        return [gradients.get(source, np.zeros_like(source.value)) for source in sources]


# The recorder: right styles.


@exercises.style(Recorder, "keyed by id, zeros to begin with")
class ById(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        totals = {id(output): np.zeros_like(output.value) for output, _ in self.entries}
        for _, parents in self.entries:
            for parent, _ in parents:
                totals.setdefault(id(parent), np.zeros_like(parent.value))
        for source in sources:
            totals.setdefault(id(source), np.zeros_like(source.value))
        totals[id(target)] = np.ones_like(target.value)
        for output, parents in self.entries[::-1]:
            for parent, pullback in parents:
                totals[id(parent)] = totals[id(parent)] + pullback(totals[id(output)])
        return [totals[id(source)] for source in sources]


@exercises.style(Recorder, "by recursion from the source, each result remembered")
class ByRecursion(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        known: dict[Any, Any] = {}

        def arriving(variable):
            if variable not in known:
                of_itself = np.ones_like if variable is target else np.zeros_like
                known[variable] = of_itself(variable.value)
                for output, parents in self.entries:
                    for parent, pullback in parents:
                        if parent is variable:
                            known[variable] = known[variable] + pullback(arriving(output))
            return known[variable]

        return [arriving(source) for source in sources]


@exercises.style(Recorder, "gradients kept on the variables, reset at each call")
class OnTheVariables(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        everything: list[Any] = [target, *sources]
        for output, parents in self.entries:
            everything += [output] + [parent for parent, _ in parents]
        for variable in everything:
            variable.gradient = np.zeros(np.shape(variable.value))
        vars(target)["gradient"] = np.ones(np.shape(target.value))
        for output, parents in reversed(self.entries):
            for parent, pullback in parents:
                parent.gradient = parent.gradient + pullback(output.gradient)
        return [source.gradient.copy() for source in sources]


@exercises.style(Recorder, "in place, on copies")
class InPlaceOnCopies(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        gradients = {target: np.ones(target.value.shape)}
        for output, parents in reversed(self.entries):
            G = gradients.get(output)
            if G is None:
                continue
            for parent, pullback in parents:
                if parent not in gradients:
                    gradients[parent] = np.zeros(parent.value.shape)
                gradients[parent] += pullback(G)
        return [np.array(gradients.get(source, np.zeros(source.value.shape))) for source in sources]


@exercises.style(Recorder, "numbered entries in a dict, a tuple of gradients")
class NumberedEntries(Recorder):
    def __init__(self) -> None:
        self.written: dict[int, Any] = {}

    def record(self, value: Any, *parents: Any) -> Variable:
        output = self.variable(value)
        self.written[len(self.written)] = {"output": output, "parents": list(parents)}
        return output

    def gradient(self, target: Variable, sources: Any) -> Any:
        pending: Any = {target: [np.ones_like(target.value)]}
        for number in range(len(self.written) - 1, -1, -1):
            entry = self.written[number]
            if entry["output"] in pending:
                G = sum(pending[entry["output"]])
                for parent, pullback in entry["parents"]:
                    pending.setdefault(parent, []).append(pullback(G))
        return tuple(sum(pending.get(s, []), np.zeros_like(s.value)) for s in sources)


@exercises.style(Recorder, "one walk for each source, forwards")
class Forwards(Recorder):
    def gradient(self, target: Variable, sources: Any) -> list[Any]:
        answers = []
        for source in sources:
            used = {source}
            for output, parents in self.entries:
                if any(parent in used for parent, _ in parents):
                    used.add(output)
            G = {target: np.ones_like(target.value)}
            for output, parents in self.entries[::-1]:
                if output in G and output in used and output is not source:
                    for parent, pullback in parents:
                        if parent in used:
                            G[parent] = np.add(G.get(parent, 0.0), pullback(G[output]))
            answers.append(G.get(source, 0 * source.value))
        return answers


# Arithmetic: known mistakes.


@exercises.misconception(
    Arithmetic,
    "Your operations do not undo broadcasting: each operand's gradient should go through `unbroadcast`, to "
    "the operand's own shape, and `unbroadcast` itself should pass its check.",
)
class BroadcastingKept(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value + b.value, (a, lambda G: G), (b, lambda G: G))

    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value - b.value, (a, lambda G: G), (b, lambda G: -G))

    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value * b.value, (a, lambda G: G * b.value), (b, lambda G: G * a.value))

    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value, (a, lambda G: G / b.value), (b, lambda G: -G * a.value / b.value**2)
        )


@exercises.misconception(
    Arithmetic,
    "Your `add` does not undo broadcasting: a bias that was added to every row should get the sum over the "
    "rows, through `unbroadcast`.",
)
class BroadcastingKeptInAdd(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value + b.value, (a, lambda G: G), (b, lambda G: G))


@exercises.misconception(
    Arithmetic,
    "Your `subtract` sends G back to both operands: a − b falls when b grows, so b should get −G.",
)
class SubtractWithoutMinus(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value - b.value,
            (a, lambda G: unbroadcast(G, a.value.shape)),
            (b, lambda G: unbroadcast(G, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `multiply` gives each factor the gradient times itself: the derivative of a · b by a is b, so "
    "each should get G times the other factor.",
)
class MultiplyByItself(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(G * a.value, a.value.shape)),
            (b, lambda G: unbroadcast(G * b.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `multiply` forgets G: the derivative by a factor is the other factor, and by the chain rule it "
    "should be multiplied by the gradient that arrives.",
)
class MultiplyWithoutG(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(np.ones_like(G) * b.value, a.value.shape)),
            (b, lambda G: unbroadcast(np.ones_like(G) * a.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` has the wrong sign for b: a / b falls when a positive b grows under a positive a, and the "
    "derivative by b is −a / b².",
)
class DivideWithoutMinus(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(G * a.value / b.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic, "Your `divide` does not square b: the derivative of a / b by b is −a / b²."
)
class DivideWithoutSquare(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G * a.value / b.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` multiplies by b on the way back to a: the derivative of a / b by a is 1 / b.",
)
class DivideTimesB(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G * b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G * a.value / b.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "You undo broadcasting for the second operand only: in `b + x` the first one may be the one that is "
    "stretched, so both should go through `unbroadcast`.",
)
class SecondOperandOnly(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value + b.value, (a, lambda G: G), (b, lambda G: unbroadcast(G, b.value.shape)))

    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value - b.value, (a, lambda G: G), (b, lambda G: unbroadcast(-G, b.value.shape)))

    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: G * b.value),
            (b, lambda G: unbroadcast(G * a.value, b.value.shape)),
        )

    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: G / b.value),
            (b, lambda G: unbroadcast(-G * a.value / b.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `multiply` undoes broadcasting before it multiplies by the other factor: G should be multiplied "
    "entry by entry first, and summed then.",
)
class SumsBeforeMultiplying(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(unbroadcast(G, a.value.shape) * b.value, a.value.shape)),
            (b, lambda G: unbroadcast(unbroadcast(G, b.value.shape) * a.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `subtract` does not undo broadcasting: each operand's gradient goes through `unbroadcast`, to "
    "its own shape.",
)
class BroadcastingKeptInSubtract(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value - b.value, (a, lambda G: G), (b, lambda G: -G))


@exercises.misconception(
    Arithmetic,
    "Your `multiply` does not undo broadcasting: each product with G goes through `unbroadcast`, to the "
    "operand's own shape.",
)
class BroadcastingKeptInMultiply(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value * b.value, (a, lambda G: G * b.value), (b, lambda G: G * a.value))


@exercises.misconception(
    Arithmetic,
    "Your `divide` does not undo broadcasting: both gradients go through `unbroadcast`, each to its "
    "operand's own shape.",
)
class BroadcastingKeptInDivide(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value, (a, lambda G: G / b.value), (b, lambda G: -G * a.value / b.value**2)
        )


@exercises.misconception(
    Arithmetic,
    "Your `subtract` computes b − a: it should be a − b, with G for a and −G for b.",
)
class SubtractTheWrongWayRound(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            b.value - a.value,
            (a, lambda G: unbroadcast(-G, a.value.shape)),
            (b, lambda G: unbroadcast(G, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `subtract` sends −G back to both operands: a − b grows with a, so a gets G.",
)
class SubtractMinusForBoth(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value - b.value,
            (a, lambda G: unbroadcast(-G, a.value.shape)),
            (b, lambda G: unbroadcast(-G, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `subtract` has the two signs the wrong way round: a gets G, and b gets −G.",
)
class SubtractSignsSwapped(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value - b.value,
            (a, lambda G: unbroadcast(-G, a.value.shape)),
            (b, lambda G: unbroadcast(G, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `add` sends ones back: by the chain rule the derivative 1 is multiplied by the gradient that "
    "arrives, which leaves G.",
)
class AddWithoutG(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value + b.value,
            (a, lambda G: unbroadcast(np.ones_like(G), a.value.shape)),
            (b, lambda G: unbroadcast(np.ones_like(G), b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `add` multiplies G by the operands: a sum has the derivative 1 by each of them, so each gets G.",
)
class AddTimesOperands(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value + b.value,
            (a, lambda G: unbroadcast(G * a.value, a.value.shape)),
            (b, lambda G: unbroadcast(G * b.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `multiply` sends G · (a + b) to both: each factor gets G times the other one alone.",
)
class MultiplyProductRuleForBoth(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(G * (a.value + b.value), a.value.shape)),
            (b, lambda G: unbroadcast(G * (a.value + b.value), b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` computes b / a: it should be a / b, with G / b for a and −G · a / b² for b.",
)
class DivideTheWrongWayRound(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            b.value / a.value,
            (a, lambda G: unbroadcast(-G * b.value / a.value**2, a.value.shape)),
            (b, lambda G: unbroadcast(G / a.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` leaves a out on the way back to b: the derivative of a / b by b is −a / b².",
)
class DivideForgettingA(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G / b.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` forgets G: the derivatives 1 / b and −a / b² are multiplied by the gradient that arrives.",
)
class DivideWithoutG(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(np.ones_like(G) / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-np.ones_like(G) * a.value / b.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` has the two gradients swapped: a gets G / b, and b gets −G · a / b².",
)
class DivideSwapped(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(-G * a.value / b.value**2, a.value.shape)),
            (b, lambda G: unbroadcast(G / b.value, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `divide` has a and b the wrong way round on the way back to b: the derivative of a / b by b is "
    "−a / b².",
)
class DivideBySquareOfA(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G * b.value / a.value**2, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "You undo broadcasting to the shape of the other operand: each gradient has the shape of its own "
    "variable.",
)
class ToTheOtherShape(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value + b.value,
            (a, lambda G: unbroadcast(G, b.value.shape)),
            (b, lambda G: unbroadcast(G, a.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "You undo broadcasting for the first operand only: the second one may be the one that is stretched, "
    "so both should go through `unbroadcast`.",
)
class FirstOperandUnbroadcast(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value + b.value, (a, lambda G: unbroadcast(G, a.value.shape)), (b, lambda G: G))

    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value - b.value, (a, lambda G: unbroadcast(G, a.value.shape)), (b, lambda G: -G))

    def multiply(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value,
            (a, lambda G: unbroadcast(G * b.value, a.value.shape)),
            (b, lambda G: G * a.value),
        )

    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value / b.value,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: -G * a.value / b.value**2),
        )


@exercises.misconception(
    Arithmetic,
    "Your `multiply` overwrites G or an operand: others use the same array, so make a new one, `G * "
    "b.value` and not `G *= b.value`.",
)
class MultiplyInPlace(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        def back_to_a(G):
            G *= b.value
            return unbroadcast(G, a.value.shape)

        def back_to_b(G):
            G *= a.value
            return unbroadcast(G, b.value.shape)

        return self.record(a.value * b.value, (a, back_to_a), (b, back_to_b))


@exercises.misconception(
    Arithmetic,
    "Your `add` overwrites an operand: the variable is still needed, so compute `a.value + b.value`, a "
    "new array.",
)
class AddInPlace(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        a.value += b.value
        return self.record(
            a.value,
            (a, lambda G: unbroadcast(G, a.value.shape)),
            (b, lambda G: unbroadcast(G, b.value.shape)),
        )


@exercises.misconception(
    Arithmetic,
    "Your `add` returns nothing: return what `self.record(…)` returns.",
)
class AddReturnsNothing(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Any:
        self.record(a.value + b.value, (a, lambda G: G), (b, lambda G: G))


# Arithmetic: right styles.


@exercises.style(Arithmetic, "functions with names")
class NamedPullbacks(Arithmetic):
    def multiply(self, a: Variable, b: Variable) -> Variable:
        def back_to_a(G):
            return unbroadcast(b.value * G, a.value.shape)

        def back_to_b(G):
            return unbroadcast(a.value * G, b.value.shape)

        return self.record(np.multiply(a.value, b.value), (a, back_to_a), (b, back_to_b))


@exercises.style(Arithmetic, "one helper for all four, given the two local derivatives")
class OneHelper(Arithmetic):
    def binary(self, value, a, b, by_a, by_b):
        return self.record(
            value,
            (a, lambda G: unbroadcast(G * by_a, a.value.shape)),
            (b, lambda G: unbroadcast(G * by_b, b.value.shape)),
        )

    def add(self, a: Variable, b: Variable) -> Any:
        return self.binary(a.value + b.value, a, b, 1, 1)

    def subtract(self, a: Variable, b: Variable) -> Any:
        return self.binary(a.value - b.value, a, b, 1, -1)

    def multiply(self, a: Variable, b: Variable) -> Any:
        return self.binary(a.value * b.value, a, b, b.value, a.value)

    def divide(self, a: Variable, b: Variable) -> Any:
        return self.binary(a.value / b.value, a, b, 1 / b.value, -a.value / b.value**2)


@exercises.style(Arithmetic, "the quotient used again")
class QuotientAgain(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        quotient = a.value / b.value
        return self.record(
            quotient,
            (a, lambda G: unbroadcast(G / b.value, a.value.shape)),
            (b, lambda G: unbroadcast(-G * quotient / b.value, b.value.shape)),
        )


@exercises.style(Arithmetic, "unbroadcast in place of a lambda's body, with default arguments")
class DefaultArguments(Arithmetic):
    def subtract(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            np.subtract(a.value, b.value),
            (a, lambda G, shape=a.value.shape: unbroadcast(G, shape)),
            (b, lambda G, shape=b.value.shape: -unbroadcast(G, shape)),
        )


@exercises.style(Arithmetic, "powers for the quotient, operands in another order")
class OtherOrder(Arithmetic):
    def divide(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value * b.value**-1.0,
            (b, lambda G: unbroadcast(-a.value * b.value**-2.0 * G, b.value.shape)),
            (a, lambda G: unbroadcast(b.value**-1.0 * G, a.value.shape)),
        )

    def add(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            b.value + a.value,
            (b, lambda G: unbroadcast(G, b.value.shape)),
            (a, lambda G: unbroadcast(G, a.value.shape)),
        )


@exercises.style(Arithmetic, "a loop over the operands")
class LoopOverOperands(Arithmetic):
    def add(self, a: Variable, b: Variable) -> Variable:
        ways = []
        for operand in (a, b):
            ways.append((operand, lambda G, operand=operand: unbroadcast(G, operand.value.shape)))
        return self.record(a.value + b.value, *ways)


# Functions: known mistakes.


@exercises.misconception(
    Functions,
    "Your `matmul` does not transpose on the way back: a should get G @ bᵀ, and b should get aᵀ @ G.",
)
class WithoutTransposes(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: G @ b.value), (b, lambda G: a.value @ G))


@exercises.misconception(
    Functions,
    "Your `matmul` has the factors in the wrong order on the way back: a should get G @ bᵀ, and b should "
    "get aᵀ @ G.",
)
class WrongOrder(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: b.value.T @ G), (b, lambda G: G @ a.value.T))


@exercises.misconception(
    Functions,
    "Your `matmul` multiplies entry by entry: the matrix product is `a.value @ b.value`.",
)
class EntryByEntry(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value * b.value, (a, lambda G: G * b.value), (b, lambda G: G * a.value))


@exercises.misconception(
    Functions,
    "Your `relu` lets the gradient pass where the gradient is positive: it should pass where the input is "
    "positive.",
)
class MaskOfTheGradient(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G * (G > 0)))


@exercises.misconception(
    Functions,
    "Your `relu` sends the whole gradient back: where the input is negative the output does not move, so "
    "that part of the gradient should be 0.",
)
class ReluPassesAll(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G))


@exercises.misconception(
    Functions,
    "Your `relu` returns its slope, 0 or 1, and forgets G: by the chain rule the slope should be "
    "multiplied by G.",
)
class ReluWithoutG(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: (a.value > 0).astype(float)))


@exercises.misconception(
    Functions,
    "Your `relu` takes the absolute value: for a negative input it should give 0.",
)
class AbsoluteValue(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.abs(a.value), (a, lambda G: G * np.sign(a.value)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` computes its slope from the input, a(1 − a): it should be s(1 − s), with the output s.",
)
class SlopeFromTheInput(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * a.value * (1 - a.value)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` returns its slope s(1 − s) and forgets G: by the chain rule the slope should be "
    "multiplied by G.",
)
class SigmoidWithoutG(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: s * (1 - s)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` divides eᵃ by 1 + eᵃ, which is infinity by infinity at a = 1000: 1 / (1 + e⁻ᵃ) should "
    "be right at both ends.",
)
class SigmoidOverflows(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(a.value) / (1 + np.exp(a.value))
        return self.record(s, (a, lambda G: G * s * (1 - s)))


@exercises.misconception(
    Functions,
    "Your `sum` sends the number G back as it is: every entry should get G, in an array of the operand's "
    "shape.",
)
class SumLeavesANumber(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: G))


@exercises.misconception(
    Functions,
    "Your `sum` spreads G evenly over the entries, as for a mean: every entry should get the whole of G.",
)
class SumSpreads(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: np.full_like(a.value, G / a.value.size)))


@exercises.misconception(
    Functions,
    "Your `sum` sends G times the operand back: the derivative of a sum by any of its terms is 1, so every "
    "entry should get G.",
)
class SumTimesOperand(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: G * a.value))


@exercises.misconception(
    Functions,
    "Your `sum` adds up the first axis only: it should give the sum of all entries, a single number.",
)
class SumOfColumns(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value, axis=0), (a, lambda G: G * np.ones_like(a.value)))


@exercises.misconception(
    Functions,
    "Your `matmul` forgets a transpose on the way back to b: it gets aᵀ @ G.",
)
class TransposeOnlyForA(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: G @ b.value.T), (b, lambda G: a.value @ G))


@exercises.misconception(
    Functions,
    "Your `matmul` forgets a transpose on the way back to a: it gets G @ bᵀ.",
)
class TransposeOnlyForB(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: G @ b.value), (b, lambda G: a.value.T @ G))


@exercises.misconception(
    Functions,
    "Your `matmul` has the two gradients swapped: a gets G @ bᵀ, and b gets aᵀ @ G.",
)
class MatmulSwapped(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: a.value.T @ G), (b, lambda G: G @ b.value.T))


@exercises.misconception(
    Functions,
    "Your `matmul` gives both gradients transposed: each has the shape of its own operand.",
)
class MatmulTransposedGradients(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(a.value @ b.value, (a, lambda G: b.value @ G.T), (b, lambda G: G.T @ a.value))


@exercises.misconception(
    Functions,
    "Your `matmul` forgets G: a gets G @ bᵀ, and b gets aᵀ @ G, with the gradient that arrives.",
)
class MatmulWithoutG(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            a.value @ b.value,
            (a, lambda G: np.ones_like(G) @ b.value.T),
            (b, lambda G: a.value.T @ np.ones_like(G)),
        )


@exercises.misconception(
    Functions,
    "Your `relu` has the slope ½ at 0: there it may be 0 or 1, as on one of the two sides.",
)
class HalfAtZero(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G * (np.sign(a.value) + 1) / 2))


@exercises.misconception(
    Functions,
    "Your `relu` lets the gradient pass where the input is negative: it should pass where it is positive.",
)
class ReluInverted(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G * (a.value <= 0)))


@exercises.misconception(
    Functions,
    "Your `relu` multiplies G by its own result: where the input is positive the slope is 1, so G passes "
    "as it is.",
)
class ReluTimesInput(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: G * np.maximum(0, a.value)))


@exercises.misconception(
    Functions,
    "Your `relu` lets a little of the gradient pass where the input is negative, as a leaky ReLU does: "
    "there it should be 0.",
)
class ReluLeaks(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(np.maximum(0, a.value), (a, lambda G: np.where(a.value > 0, G, 0.01 * G)))


@exercises.misconception(
    Functions,
    "Your `relu` is a leaky one: for a negative input the result is 0, and so is the gradient.",
)
class ReluLeaksForward(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(
            np.where(a.value > 0, a.value, 0.01 * a.value), (a, lambda G: np.where(a.value > 0, G, 0.01 * G))
        )


@exercises.misconception(
    Functions,
    "Your `relu` returns its input as it is: negative entries become 0, `np.maximum(0, a.value)`.",
)
class ReluReturnsInput(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record(1.0 * a.value, (a, lambda G: G))


@exercises.misconception(
    Functions,
    "Your `relu` returns 0 or 1, its slope: it should return the input where that is positive, and 0 "
    "elsewhere.",
)
class ReluIsAStep(Functions):
    def relu(self, a: Variable) -> Variable:
        return self.record((a.value > 0).astype(float), (a, lambda G: G * (a.value > 0)))


@exercises.misconception(
    Functions,
    "Your `relu` overwrites G or its input: others use the same array, so make a new one, such as "
    "`np.where(a.value > 0, G, 0.0)`.",
)
class ReluInPlace(Functions):
    def relu(self, a: Variable) -> Variable:
        def back(G):
            G[a.value <= 0] = 0
            return G

        return self.record(np.maximum(0, a.value), (a, back))


@exercises.misconception(
    Functions,
    "Your `sigmoid` forgets the factor 1 − s on the way back: the slope is s(1 − s).",
)
class SigmoidWithoutOneMinus(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * s))


@exercises.misconception(
    Functions,
    "Your `sigmoid` has a wrong sign in its slope: it is s(1 − s), with minus.",
)
class SigmoidSlopeWithPlus(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * s * (1 + s)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` applies the sigmoid once more to its result for the slope: s is σ(a) already, so the "
    "slope is s(1 − s).",
)
class SigmoidOfTheResult(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * (1 / (1 + np.exp(-s))) * (1 - 1 / (1 + np.exp(-s)))))


@exercises.misconception(
    Functions,
    "Your `sigmoid` falls: the exponent is −a, 1 / (1 + e⁻ᵃ).",
)
class SigmoidOfMinus(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, a.value))
        return self.record(s, (a, lambda G: -G * s * (1 - s)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` computes 1 / (1 + eᵃ), which falls as a grows: the exponent is −a.",
)
class SigmoidOfMinusWithPlus(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, a.value))
        return self.record(s, (a, lambda G: G * s * (1 - s)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` is a tanh, between −1 and 1: σ(a) = 1 / (1 + e⁻ᵃ) lies between 0 and 1.",
)
class SigmoidIsTanh(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        return self.record(np.tanh(a.value), (a, lambda G: G * (1 - np.tanh(a.value) ** 2)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` has the slope of tanh, 1 − s²: that of the sigmoid is s(1 − s).",
)
class SigmoidWithTanhSlope(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = np.exp(-np.logaddexp(0, -a.value))
        return self.record(s, (a, lambda G: G * (1 - s**2)))


@exercises.misconception(
    Functions,
    "Your `sigmoid` clips its input to ±20, so that it stands still far from 0: 1 / (1 + e⁻ᵃ) needs no "
    "clipping, since 1 / (1 + ∞) is 0.",
)
class SigmoidClipped(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        s = 1 / (1 + np.exp(-np.clip(a.value, -20, 20)))
        return self.record(s, (a, lambda G: G * s * (1 - s)))


@exercises.misconception(
    Functions,
    "Your `sum` is a mean: add all entries up, and send the whole of G to each.",
)
class SumIsMean(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.mean(a.value), (a, lambda G: np.full_like(a.value, G / a.value.size)))


@exercises.misconception(
    Functions,
    "Your `sum` sends ones back and forgets G: every entry should get G.",
)
class SumSendsOnes(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: np.ones_like(a.value)))


@exercises.misconception(
    Functions,
    "Your `sum` multiplies G by the number of entries: every entry gets G itself.",
)
class SumTimesSize(Functions):
    def sum(self, a: Variable) -> Variable:
        return self.record(np.sum(a.value), (a, lambda G: np.full_like(a.value, G * a.value.size)))


# Functions: right styles.


@exercises.style(Functions, "np.where, and the sigmoid in the usual form")
class WhereAndExp(Functions):
    def relu(self, a: Variable) -> Variable:
        positive = a.value > 0
        return self.record(np.where(positive, a.value, 0.0), (a, lambda G: np.where(positive, G, 0.0)))

    def sigmoid(self, a: Variable) -> Variable:
        s = 1 / (1 + np.exp(-a.value))
        return self.record(s, (a, lambda G: s * (1 - s) * G))


@exercises.style(Functions, "np.dot, and functions with names")
class DotAndNames(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        def back_to_a(G):
            return np.dot(G, np.transpose(b.value))

        def back_to_b(G):
            return np.dot(np.transpose(a.value), G)

        return self.record(np.dot(a.value, b.value), (a, back_to_a), (b, back_to_b))


@exercises.style(Functions, "einsum, np.full")
class EinsumAndFull(Functions):
    def matmul(self, a: Variable, b: Variable) -> Variable:
        return self.record(
            np.einsum("ij,jk->ik", a.value, b.value),
            (a, lambda G: np.einsum("ik,jk->ij", G, b.value)),
            (b, lambda G: np.einsum("ij,ik->jk", a.value, G)),
        )

    def sum(self, a: Variable) -> Variable:
        return self.record(a.value.sum(), (a, lambda G: np.full(a.value.shape, float(G))))


@exercises.style(Functions, "the mask times the value, and slope 1 at 0")
class MaskAndOne(Functions):
    def relu(self, a: Variable) -> Variable:
        mask = (a.value >= 0).astype(float)
        return self.record(a.value * mask, (a, lambda G: G * mask))

    def sum(self, a: Variable) -> Variable:
        return self.record(
            sum(float(v) for v in np.ravel(a.value)), (a, lambda G: np.broadcast_to(G, a.value.shape))
        )


@exercises.style(Functions, "the sigmoid by tanh")
class ByTanh(Functions):
    def sigmoid(self, a: Variable) -> Variable:
        t = np.tanh(a.value / 2)
        return self.record((1 + t) / 2, (a, lambda G: G * (1 - t**2) / 4))


@exercises.style(Functions, "in place, and the slope as e⁻ᵃ / (1 + e⁻ᵃ)² of |a|")
class InPlace(Functions):
    def relu(self, a: Variable) -> Variable:
        out = a.value.copy()
        out[out < 0] = 0

        def back(G):
            result = np.array(G, dtype=float)
            result[a.value <= 0] = 0
            return result

        return self.record(out, (a, back))

    def sigmoid(self, a: Variable) -> Variable:
        e = np.exp(-np.abs(a.value))
        s = np.where(a.value >= 0, 1 / (1 + e), e / (1 + e))
        return self.record(s, (a, lambda G: G * e / (1 + e) ** 2))
