"""Convolution and pooling agree with plain loops at every stride, padding, size and precision."""

from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.reference import kernels

Array = NDArray[Any]

SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from([np.float32, np.float64])
# Sums of up to a few hundred products of numbers near 1.
TOLERANCE = {np.dtype(np.float32): 1e-4, np.dtype(np.float64): 1e-11}


class Convolution(NamedTuple):
    A_prev: Array
    W: Array
    b: Array
    stride: int
    pad: int

    @property
    def dZ(self) -> Array:
        """A gradient to send back, as definite as the problem."""
        m, n_H_prev, n_W_prev, _ = self.A_prev.shape
        f, _, _, n_C = self.W.shape
        n_H, n_W = ((n + 2 * self.pad - f) // self.stride + 1 for n in (n_H_prev, n_W_prev))
        draws = np.random.default_rng(7).normal(size=(m, n_H, n_W, n_C))
        return draws.astype(self.A_prev.dtype)


def draw_convolution(
    seed: int,
    f: int,
    stride: int,
    pad: int,
    shape: tuple[int, int, int, int] = (2, 7, 6, 3),
    n_C: int = 2,
    dtype: Any = np.float64,
) -> Convolution:
    rng = np.random.default_rng(seed)
    sizes = shape, (f, f, shape[3], n_C), (1, 1, 1, n_C)
    A_prev, W, b = (rng.normal(size=size).astype(dtype) for size in sizes)
    return Convolution(A_prev, W, b, stride, pad)


@st.composite
def convolutions(draw: st.DrawFn) -> Convolution:
    f, stride, pad = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    sides = st.integers(max(1, f - 2 * pad), 9)
    shape = (draw(st.integers(1, 3)), draw(sides), draw(sides), draw(st.integers(1, 3)))
    return draw_convolution(draw(SEEDS), f, stride, pad, shape, draw(st.integers(1, 3)), draw(DTYPES))


class Pooling(NamedTuple):
    A_prev: Array
    dA: Array
    f: int
    stride: int


@st.composite
def poolings(draw: st.DrawFn) -> Pooling:
    """Integers near 0, so that windows often have several maxima."""
    f, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    m, n_H_prev, n_W_prev = draw(st.integers(1, 3)), draw(st.integers(f, 9)), draw(st.integers(f, 9))
    n_H, n_W, n_C = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, draw(st.integers(1, 3))
    rng, dtype = np.random.default_rng(draw(SEEDS)), draw(DTYPES)
    A_prev = rng.integers(-2, 3, size=(m, n_H_prev, n_W_prev, n_C)).astype(dtype)
    return Pooling(A_prev, rng.normal(size=(m, n_H, n_W, n_C)).astype(dtype), f, stride)


# Plain loops: one window at a time, in float64.


def padded(A: Array, pad: int) -> Array:
    return np.pad(A.astype(np.float64), ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def window(y: int, x: int, f: int, stride: int) -> tuple[slice, slice]:
    return slice(y * stride, y * stride + f), slice(x * stride, x * stride + f)


def looped_conv_forward(A_prev: Array, W: Array, b: Array, stride: int, pad: int) -> Array:
    A_pad, f = padded(A_prev, pad), len(W)
    m, n_H_pad, n_W_pad, _ = A_pad.shape
    Z = np.zeros((m, (n_H_pad - f) // stride + 1, (n_W_pad - f) // stride + 1, W.shape[3]))
    for image, y, x, n in np.ndindex(Z.shape):
        values = A_pad[image][window(y, x, f, stride)]
        Z[image, y, x, n] = np.sum(values * W[..., n]) + b[0, 0, 0, n]
    return Z


def looped_conv_backward(dZ: Array, A_prev: Array, W: Array, stride: int, pad: int) -> tuple[Array, ...]:
    A_pad, f = padded(A_prev, pad), len(W)
    dA_pad, dW = np.zeros_like(A_pad), np.zeros(W.shape)
    db = np.zeros((1, 1, 1, W.shape[3]))
    for image, y, x, n in np.ndindex(dZ.shape):
        where = window(y, x, f, stride)
        slope = float(dZ[image, y, x, n])
        dA_pad[image][where] += W[..., n] * slope
        dW[..., n] += A_pad[image][where] * slope
        db[0, 0, 0, n] += slope
    _, n_H_prev, n_W_prev, _ = A_prev.shape
    return dA_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev], dW, db


def looped_pool_forward(A_prev: Array, f: int, stride: int, mode: str, shape: tuple[int, ...]) -> Array:
    A = np.zeros(shape)
    for image, y, x, c in np.ndindex(shape):
        values = A_prev[image, :, :, c][window(y, x, f, stride)]
        A[image, y, x, c] = values.max() if mode == "max" else values.mean()
    return A


def looped_pool_backward(dA: Array, A_prev: Array, f: int, stride: int, mode: str) -> Array:
    dA_prev = np.zeros(A_prev.shape)
    for image, y, x, c in np.ndindex(dA.shape):
        where = window(y, x, f, stride)
        target = dA_prev[image, :, :, c][where]
        if mode == "average":
            target += float(dA[image, y, x, c]) / f**2
        else:
            first = np.argmax(A_prev[image, :, :, c][where])
            target[divmod(int(first), f)] += float(dA[image, y, x, c])
    return dA_prev


def assert_agree(ours: Array, plain: Array) -> None:
    assert ours.shape == plain.shape
    tolerance = TOLERANCE[ours.dtype]
    np.testing.assert_allclose(ours, plain, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("f", "stride", "pad"), list(product(range(1, 6), (1, 2, 3), range(4))))
def test_convolution_agrees_with_loops(f: int, stride: int, pad: int) -> None:
    problem = draw_convolution(f + 10 * stride + 100 * pad, f, stride, pad)
    assert_agree(kernels.conv_forward(*problem), looped_conv_forward(*problem))
    back = problem.dZ, problem.A_prev, problem.W, stride, pad
    for ours, plain in zip(kernels.conv_backward(*back), looped_conv_backward(*back), strict=True):
        assert_agree(ours, plain)


@given(convolutions())
@example(draw_convolution(0, f=3, stride=3, pad=0, shape=(1, 5, 8, 1), n_C=1))
@example(draw_convolution(0, f=1, stride=2, pad=3, shape=(1, 1, 1, 1), n_C=1))
def test_convolution_agrees_with_loops_on_any_shape(problem: Convolution) -> None:
    assert_agree(kernels.conv_forward(*problem), looped_conv_forward(*problem))
    back = problem.dZ, problem.A_prev, problem.W, problem.stride, problem.pad
    for ours, plain in zip(kernels.conv_backward(*back), looped_conv_backward(*back), strict=True):
        assert_agree(ours, plain)


@pytest.mark.parametrize("mode", ["max", "average"])
@given(problem=poolings())
def test_pooling_agrees_with_loops(mode: Literal["max", "average"], problem: Pooling) -> None:
    """Overlapping windows, separate ones, gaps between them, rows left over, and ties."""
    A_prev, dA, f, stride = problem
    A = kernels.pool_forward(A_prev, f, stride, mode)
    assert_agree(A, looped_pool_forward(A_prev, f, stride, mode, dA.shape))
    dA_prev = kernels.pool_backward(dA, A_prev, f, stride, mode)
    assert_agree(dA_prev, looped_pool_backward(dA, A_prev, f, stride, mode))


def test_a_window_of_equal_numbers_passes_its_gradient_to_the_first() -> None:
    dA_prev = kernels.pool_backward(np.full((1, 1, 1, 1), 5.0), np.zeros((1, 2, 2, 1)), 2, 2, "max")
    assert dA_prev.ravel().tolist() == [5, 0, 0, 0]


def test_the_blocks_cover_every_image(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = draw_convolution(3, f=3, stride=1, pad=1, shape=(7, 5, 6, 2))
    back = problem.dZ, problem.A_prev, problem.W, problem.stride, problem.pad
    whole = kernels.conv_forward(*problem), *kernels.conv_backward(*back)
    for images_in_a_block in (1, 2, 3):
        # Both ways unroll 5 · 6 pixels: 3 · 3 · 2 numbers each.
        monkeypatch.setattr(kernels, "BLOCK", images_in_a_block * 5 * 6 * 18)
        for ours, expected in zip(
            (kernels.conv_forward(*problem), *kernels.conv_backward(*back)), whole, strict=True
        ):
            assert_agree(ours, expected)


# Linear in each argument by itself, so that a centred difference has no error but rounding, at any step.


@given(convolutions(), SEEDS)
def test_convolution_s_gradient_is_the_slope(problem: Convolution, seed: int) -> None:
    A_prev, W, b = (each.astype(np.float64) for each in problem[:3])
    stride, pad, dZ = problem.stride, problem.pad, problem.dZ.astype(np.float64)
    gradients = kernels.conv_backward(dZ, A_prev, W, stride, pad)
    directions = [np.random.default_rng(seed).normal(size=each.shape) for each in (A_prev, W, b)]
    for which, (gradient, direction) in enumerate(zip(gradients, directions, strict=True)):
        costs = []
        for sign in (1, -1):
            moved = [A_prev, W, b]
            moved[which] = moved[which] + sign * direction
            costs.append(np.sum(dZ * kernels.conv_forward(moved[0], moved[1], moved[2], stride, pad)))
        slope = (costs[0] - costs[1]) / 2
        size = np.linalg.norm(gradient) * np.linalg.norm(direction)
        assert abs(slope - np.sum(gradient * direction)) <= 1e-7 * size + 1e-12


@pytest.mark.parametrize("mode", ["max", "average"])
@given(problem=poolings(), seed=SEEDS)
def test_pooling_s_gradient_is_the_slope(
    mode: Literal["max", "average"], problem: Pooling, seed: int
) -> None:
    """Every two inputs differ by at least 1, so that no step of 0.01 changes which one is the maximum."""
    rng, (A_prev, dA, f, stride) = np.random.default_rng(seed), problem
    A_prev, dA = rng.permutation(A_prev.size).reshape(A_prev.shape).astype(np.float64), dA.astype(np.float64)
    direction = rng.uniform(-1, 1, size=A_prev.shape)
    costs = [
        np.sum(dA * kernels.pool_forward(A_prev + step * direction, f, stride, mode))
        for step in (0.01, -0.01)
    ]
    gradient = kernels.pool_backward(dA, A_prev, f, stride, mode)
    size = np.linalg.norm(gradient) * np.linalg.norm(direction)
    assert abs((costs[0] - costs[1]) / 0.02 - np.sum(gradient * direction)) <= 1e-7 * size + 1e-12


def results(problem: Convolution, dZ: Array) -> list[Array]:
    """Every kernel's results on the arrays of one convolution."""
    A_prev, W, b, stride, pad = problem
    pooled = kernels.pool_forward(A_prev, 2, 2, "max")
    return [
        kernels.conv_forward(A_prev, W, b, stride, pad),
        *kernels.conv_backward(dZ, A_prev, W, stride, pad),
        pooled,
        kernels.pool_forward(A_prev, 2, 2, "average"),
        kernels.pool_backward(pooled, A_prev, 2, 2, "max"),
        kernels.pool_backward(pooled, A_prev, 2, 2, "average"),
    ]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept_arguments_unchanged_and_results_contiguous(dtype: Any) -> None:
    problem = draw_convolution(1, f=3, stride=2, pad=1, shape=(2, 8, 7, 3), dtype=dtype)
    dZ = problem.dZ
    for array in (*problem[:3], dZ):
        array.flags.writeable = False
    for result in results(problem, dZ):
        assert result.dtype == dtype
        assert result.flags.c_contiguous


def test_arguments_may_lie_in_memory_in_any_order() -> None:
    problem = draw_convolution(2, f=3, stride=1, pad=2, shape=(2, 6, 7, 3))
    turned = Convolution(
        np.asfortranarray(problem.A_prev),
        np.asfortranarray(problem.W),
        problem.b,
        problem.stride,
        problem.pad,
    )
    dZ = np.asfortranarray(problem.dZ)
    for ours, expected in zip(results(turned, dZ), results(problem, problem.dZ), strict=True):
        assert ours.flags.c_contiguous
        assert_agree(ours, expected)


def test_a_window_that_does_not_fit_is_named_with_its_sizes() -> None:
    problem = draw_convolution(0, f=5, stride=1, pad=1, shape=(1, 8, 2, 1))
    with pytest.raises(ValueError, match="a window of 5 does not fit into 2 \\+ 2·1 pixels"):
        kernels.conv_forward(*problem)
    with pytest.raises(ValueError, match="a window of 3 does not fit"):
        kernels.pool_forward(problem.A_prev, 3, 1, "max")


def test_an_unknown_mode_of_pooling_is_refused() -> None:
    A_prev: Any = np.zeros((1, 2, 2, 1))
    unknown: Any = "median"
    with pytest.raises(ValueError, match="unknown mode 'median'"):
        kernels.pool_forward(A_prev, 2, 2, unknown)
    with pytest.raises(ValueError, match="unknown mode 'median'"):
        kernels.pool_backward(A_prev[:, :1, :1], A_prev, 2, 2, unknown)
