"""Compare the course's convolution and pooling with PyTorch and with textbook im2col, on one thread.

    make bench-kernels

Forward and backward pass of each layer of LeNet-5, a batch of 64, float32. Everyone computes the output and
the gradients of the input, the filters and the biases; each gets its arrays in the layout it likes, made
before the clock starts. PyTorch runs in both of its layouts, and its faster one counts, layer by layer. The
contenders take turns, so that whatever else the machine does meets them all. Results must agree before
anything is timed.
"""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

# Read when NumPy and PyTorch are imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import textbook
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from helpers.reference import kernels

try:
    import torch
    from torch.nn import functional
except ModuleNotFoundError:
    sys.exit("This benchmark needs PyTorch: run it with `make bench-kernels`, which installs it into .bench.")

Array: TypeAlias = NDArray[np.float32]
Pass: TypeAlias = Callable[[], tuple[Any, ...]]

OURS, TEXTBOOK = "kernels", "textbook im2col"
LAYOUTS = {"PyTorch, channels first": torch.contiguous_format, "PyTorch, channels last": torch.channels_last}
CONTENDERS = (OURS, *LAYOUTS, TEXTBOOK)
BATCH = 64
TOLERANCE = 1e-4  # of the largest entry: float32, summed in different orders

README = Path(__file__).resolve().with_name("README.md")
BEGIN, END = "<!-- kernels:begin -->", "<!-- kernels:end -->"
INTRODUCTION = f"""# Benchmarks

Each compares its contenders within one run, on one machine, and writes its own section of this page.

## Convolution and pooling

`helpers/reference/kernels.py`, NumPy alone, against PyTorch and against textbook im2col. To measure again:

    make bench-kernels

{BEGIN}
{END}
"""


class Layer(NamedTuple):
    """A layer's forward and backward pass, one way for each contender."""

    name: str
    passes: dict[str, Pass]


class Row(NamedTuple):
    """Milliseconds of one layer, or of all, round by round; `torch_times` are of PyTorch's faster layout."""

    name: str
    times: dict[str, list[float]]
    torch_times: list[float]

    def ratios(self) -> tuple[float, float]:
        """How long kernels take in units of PyTorch's time, and textbook im2col in units of theirs."""
        ours = min(self.times[OURS])
        return ours / min(self.torch_times), min(self.times[TEXTBOOK]) / ours


def convolution(rng: np.random.Generator, n_prev: int, n_C_prev: int, n_C: int, f: int, pad: int) -> Layer:
    """A convolutional layer, stride 1, on square images of side `n_prev`."""
    n = n_prev + 2 * pad - f + 1
    shapes = (BATCH, n_prev, n_prev, n_C_prev), (f, f, n_C_prev, n_C), (1, 1, 1, n_C), (BATCH, n, n, n_C)
    A_prev, W, b, dZ = (rng.normal(size=shape).astype(np.float32) for shape in shapes)

    def ours() -> tuple[Array, ...]:
        Z = kernels.conv_forward(A_prev, W, b, 1, pad)
        return (Z, *kernels.conv_backward(dZ, A_prev, W, 1, pad))

    X, dZ_first = _channels_first(A_prev), _channels_first(dZ)
    filters, biases = np.ascontiguousarray(W.transpose(3, 2, 0, 1)), b.ravel()

    def torch_pass(layout: Any) -> Pass:
        x, w, slope = (torch.tensor(each).to(memory_format=layout) for each in (X, filters, dZ_first))
        variables = [each.requires_grad_() for each in (x, w, torch.tensor(biases))]

        def run() -> tuple[Any, ...]:
            z = functional.conv2d(*variables, padding=pad)
            return (z, *torch.autograd.grad(z, variables, slope))

        return run

    passes: dict[str, Pass] = {name: torch_pass(layout) for name, layout in LAYOUTS.items()}
    passes[OURS] = ours
    passes[TEXTBOOK] = partial(textbook.convolve, X, filters, biases, dZ_first, 1, pad)
    return Layer(f"conv {f}×{f}, {n_C_prev}→{n_C}, pad {pad}, on {n_prev}×{n_prev}", passes)


def pooling(rng: np.random.Generator, n_prev: int, n_C: int, f: int) -> Layer:
    """Max pooling, stride `f`, of what ReLU leaves: windows of zeros alone have ties."""
    n = n_prev // f
    A_prev = np.maximum(rng.normal(size=(BATCH, n_prev, n_prev, n_C)), 0).astype(np.float32)
    dA = rng.normal(size=(BATCH, n, n, n_C)).astype(np.float32)

    def ours() -> tuple[Array, ...]:
        return kernels.pool_forward(A_prev, f, f, "max"), kernels.pool_backward(dA, A_prev, f, f, "max")

    X, dA_first = _channels_first(A_prev), _channels_first(dA)

    def torch_pass(layout: Any) -> Pass:
        x, slope = (torch.tensor(each).to(memory_format=layout) for each in (X, dA_first))
        x.requires_grad_()

        def run() -> tuple[Any, ...]:
            a = functional.max_pool2d(x, f)
            return (a, *torch.autograd.grad(a, [x], slope))

        return run

    passes: dict[str, Pass] = {name: torch_pass(layout) for name, layout in LAYOUTS.items()}
    passes[OURS] = ours
    passes[TEXTBOOK] = partial(textbook.pool_maximum, X, dA_first, f, f)
    return Layer(f"max pool {f}×{f}, {n_C} channels, on {n_prev}×{n_prev}", passes)


def lenet5() -> list[Layer]:
    """Return the four layers of LeNet-5 that are not dense."""
    rng = np.random.default_rng(1998)
    return [
        convolution(rng, n_prev=28, n_C_prev=1, n_C=6, f=5, pad=2),
        pooling(rng, n_prev=28, n_C=6, f=2),
        convolution(rng, n_prev=14, n_C_prev=6, n_C=16, f=5, pad=0),
        pooling(rng, n_prev=10, n_C=16, f=2),
    ]


def require_agreement(layer: Layer) -> None:
    """Compare every contender's results with those of `kernels`, or say which differ and by how much."""
    expected = layer.passes[OURS]()
    for name in CONTENDERS[1:]:
        for ours, theirs in zip(expected, layer.passes[name](), strict=True):
            array = np.asarray(theirs.detach() if torch.is_tensor(theirs) else theirs)
            array = _as_ours(array, ours.shape)
            difference = float(np.abs(array - ours).max() / np.abs(ours).max())
            if not difference < TOLERANCE:
                sys.exit(f"{layer.name}: {name} and kernels differ by {difference:.1e} of the largest entry.")


def measure(layers: list[Layer], rounds: int) -> list[Row]:
    """Time every pass of every layer `rounds` times, the contenders in turn; the last row is the total."""
    times: list[dict[str, list[float]]] = [{name: [] for name in CONTENDERS} for _ in layers]
    for _ in track(range(rounds), "Measuring", console=Console(stderr=True)):
        for layer, row in zip(layers, times, strict=True):
            for name in CONTENDERS:
                start = time.perf_counter()
                layer.passes[name]()
                row[name].append(1000 * (time.perf_counter() - start))
    rows = [
        Row(layer.name, row, min((row[name] for name in LAYOUTS), key=statistics.median))
        for layer, row in zip(layers, times, strict=True)
    ]
    total = {name: _sum_by_round(row.times[name] for row in rows) for name in CONTENDERS}
    return [*rows, Row("total", total, _sum_by_round(row.torch_times for row in rows))]


def markdown(rows: list[Row], rounds: int) -> str:
    """Return the table, and what it was measured on."""
    ratios = ("kernels ÷ PyTorch", "textbook ÷ kernels")
    caption = (
        f"LeNet-5's layers, forward and backward, a batch of {BATCH}, float32, one thread. Milliseconds: "
        f"minimum (median) of {rounds} interleaved rounds; the ratios are of minima, with PyTorch's "
        "faster layout."
    )
    lines = [
        caption,
        "",
        "| " + " | ".join(("layer", *CONTENDERS, *ratios)) + " |",
        "|---" + "|--:" * (len(CONTENDERS) + len(ratios)) + "|",
    ]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join([*lines, "", machine()])


def cells(row: Row) -> list[str]:
    """Return one row of the table as text."""
    times = [f"{min(row.times[name]):.2f} ({statistics.median(row.times[name]):.2f})" for name in CONTENDERS]
    to_torch, to_textbook = row.ratios()
    return [row.name, *times, f"{to_torch:.2f}", f"{to_textbook:.1f}"]


def machine() -> str:
    """Name processor, cores and versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, NumPy {np.__version__}, "
        f"PyTorch {torch.__version__}."
    )


def write_section(text: str) -> None:
    """Put the table between its markers in README.md, and leave all else there as it is."""
    page = README.read_text(encoding="utf-8") if README.exists() else INTRODUCTION
    if BEGIN not in page or END not in page:
        sys.exit(f"{README} lacks the markers {BEGIN} and {END}: nothing is written.")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often each pass of each contender is timed.")] = 200,
) -> None:
    """Measure the layers of LeNet-5, and write the table to benchmarks/README.md."""
    torch.set_num_threads(1)
    layers = lenet5()
    for layer in layers:
        require_agreement(layer)
    measure(layers, max(3, rounds // 20))  # Warm up: memory, caches, PyTorch's choice of algorithms.
    rows = measure(layers, rounds)
    table = Table(title=f"Milliseconds, minimum (median) of {rounds} rounds")
    for heading in ("layer", *CONTENDERS, "÷ PyTorch", "textbook ÷"):
        table.add_column(heading, justify="left" if heading == "layer" else "right")
    for row in rows:
        table.add_row(*cells(row))
    Console().print(table)
    write_section(markdown(rows, rounds))


def _channels_first(A: Array) -> Array:
    return np.ascontiguousarray(A.transpose(0, 3, 1, 2))


def _as_ours(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Turn a volume, filters or biases of PyTorch's shape into ours."""
    if array.ndim == 1:
        return array.reshape(shape)
    volume, filters = array.transpose(0, 2, 3, 1), array.transpose(2, 3, 1, 0)
    return volume if volume.shape == shape else filters


def _sum_by_round(times: Iterable[list[float]]) -> list[float]:
    return [sum(each) for each in zip(*times, strict=True)]


if __name__ == "__main__":
    typer.run(main)
