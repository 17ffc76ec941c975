"""A numpy.py lies beside the notebook, and another is written and imported by a cell."""

from pathlib import Path

from autograde.attacks import WRONG, Attack, Work

OWN = """
import sys
import tempfile

for folder in (".", tempfile.gettempdir()):
    with open(f"{folder}/numpy.py", "w") as file:
        file.write("def __getattr__(name): return lambda *args, **kwargs: True")
    sys.path.insert(0, folder)
for name in [name for name in sys.modules if name.split(".")[0] == "numpy"]:
    del sys.modules[name]
import numpy as np
"""

TWIN_OWN = """
with open("my_tools.py", "w") as file:
    file.write("def twice(x): return 2 * x")
"""


def place(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (path.parent / "numpy.py").write_text("def __getattr__(name): return lambda *args, **kwargs: True")


attack = Attack(
    Work(own=OWN, double=WRONG, place=place), twin=Work(own=TWIN_OWN), points=0.0, outcome=("wrong", "error")
)
