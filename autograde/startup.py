"""What makes our own processes start faster. For the command line and its workers, not for other programs."""

import os
import sys

ARRAYS_FROM_THE_HEAP = {
    "MALLOC_MMAP_THRESHOLD_": str(64 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 2**20),
}
"""Has the C library keep what it got for large arrays: fresh pages for each cost more than the arithmetic."""


def prepare() -> None:
    """Do what must come before the first import of NumPy and nbformat, and before workers are started.

    jsonschema, which nbformat imports, does without an optional module: with ``rfc3987_syntax`` it compiles
    38 grammars to check IRIs, which no notebook has, 0.8 s at each start. OpenBLAS gets one thread, unless
    its variable says otherwise: workers are parallel already, and its idle threads spin.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name, value in ARRAYS_FROM_THE_HEAP.items():
        os.environ.setdefault(name, value)
