"""Whether TensorFlow is here. The course does without it; some cells show the same work in a framework."""

import os
from importlib.util import find_spec

SKIPPED = (
    "Skipped: TensorFlow is not installed. `make lab-frameworks` opens the course with it; "
    "elsewhere: pip install tensorflow-cpu"
)
"""The one line that a cell prints where there is no TensorFlow."""

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # no remarks on instructions, or on a GPU that is not there
    "TF_ENABLE_ONEDNN_OPTS": "0",  # no remark on oneDNN, and sums in one order everywhere
    "CUDA_VISIBLE_DEVICES": "-1",  # no search for a GPU
    "KERAS_BACKEND": "tensorflow",  # whatever ~/.keras/keras.json says
}
"""Environment variables that TensorFlow and Keras read when they are imported."""


def available() -> bool:
    """Whether TensorFlow can be imported: quietly, from now on. Where it cannot, print how to get it."""
    if find_spec("tensorflow") is None:
        print(SKIPPED)
        return False
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    return True
