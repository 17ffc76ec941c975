"""What students may still have of an assignment that has changed since it was released to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Earlier:
    """How earlier releases of a notebook differ from what source/ holds now.

    A cell's name is its grade_id, else its cell id.
    """

    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By name, other texts that the cell had when it was released."""
    points: Mapping[str, frozenset[float]] = field(default_factory=dict)
    """By grade_id, other points that a test was worth."""
    added: frozenset[str] = frozenset()
    """Names of cells that an earlier release lacked."""
    removed: frozenset[str] = frozenset()
    """Names of locked cells that are no longer there."""

    def had(self, name: str, text: str) -> bool:
        """Whether that was the cell's text as it was released, untouched."""
        return text.strip() in self.texts.get(name, ())

    def left_behind(self, name: str, text: str) -> bool:
        """Whether a cell that is no longer in source/ is the course's own and not the student's."""
        return name in self.removed or self.had(name, text)


NOTHING_EARLIER = Earlier()
