"""A sitecustomize.py beside the notebook patches the checks when Python starts."""

from pathlib import Path

from autograde.attacks import WRONG, Attack, Work

PATCH = "import numpy; numpy.isclose = lambda a, *args, **kwargs: numpy.ones(numpy.shape(a), bool)"


def place(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py", "ipython_config.py"):
        (path.parent / name).write_text(PATCH)


def place_text(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (path.parent / "notes.txt").write_text("what I learned")


attack = Attack(Work(double=WRONG, place=place), twin=Work(place=place_text))
