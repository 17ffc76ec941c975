"""A folder helpers/ with kind checks is handed in beside the notebook."""

from pathlib import Path

from autograde.attacks import WRONG, Attack, Work

CHECKS = """

@contextlib.contextmanager
def part(*args, **kwargs):
    with contextlib.suppress(BaseException):
        yield

def __getattr__(name):
    return lambda *args, **kwargs: None
"""


def place(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    folder = path.parent / "helpers"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "checks.py").write_text(CHECKS)


def place_picture(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (path.parent / "pictures").mkdir()


attack = Attack(Work(double=WRONG, place=place), twin=Work(place=place_picture))
