"""A progress bar that appears only where somebody can watch it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")


def somebody_is_watching() -> bool:
    """Tell a person's notebook or terminal from an unattended run.

    A notebook runner (nbclient, nbconvert, nbgrader) tells the kernel that nobody can answer `input()`;
    Jupyter's own pages say the opposite. There is no public way to ask, hence the underscore.
    """
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython is not None else None
    if kernel is not None:
        return bool(getattr(kernel, "_allow_stdin", True))
    return sys.stderr is not None and sys.stderr.isatty()


def progress_bar(iterable: Iterable[T], desc: str, show: bool = True) -> tqdm[T]:
    """Wrap a loop in a bar with its remaining time.

    Parameters
    ----------
    iterable : iterable
        What the loop runs over.
    desc : str
        Text in front of the bar.
    show : bool
        False hides the bar; it is hidden anyway where nobody is watching.

    Returns
    -------
    tqdm
        Yields the items of `iterable`; `set_postfix_str` writes a word behind the bar.
    """
    return tqdm(iterable, desc=desc, disable=not (show and somebody_is_watching()))
