"""An autograder for nbgrader courses that runs students' code and hidden tests in different processes."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Give a notebook ``%check``, after ``%load_ext autograde``."""
    if find_spec("autograde.magics") is None:  # in the sandbox: a submission may keep the line
        return
    from autograde import magics

    magics.load(shell)
