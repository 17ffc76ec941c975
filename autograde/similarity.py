"""Pairs of submissions that share more than the template explains."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """What two students' answers to one exercise share: the text in each one's cell."""

    exercise: str
    first: str
    second: str


@dataclass(frozen=True)
class SimilarPair:
    """Two students whose notebooks share code; `first` and `second` are their ids."""

    assignment: str
    notebook: str
    first: str
    second: str
    shared: float
    """From 0 to 1: the share of the shorter's own code that both have and the template does not explain."""
    passages: tuple[Passage, ...]
    page: str = ""
    """Address of the page that shows them side by side, relative to report/."""
