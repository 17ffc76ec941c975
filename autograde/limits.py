"""What a submission may use. Every limit has a default here and is configurable in nbgrader_config.py."""

from dataclasses import asdict, dataclass
from typing import Any

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. Sizes are in bytes, times in seconds."""

    cell_seconds: float = 30.0
    """Wall time of one of the student's cells."""
    test_seconds: float = 10.0
    """Wall time of one test cell, the student's functions and the checks together."""
    notebook_seconds: float = 180.0
    """Wall time of a whole notebook."""
    cpu_seconds: int = 120
    """CPU time of one process of the student's."""
    memory: int = 1024 * MB
    """Address space that one process may have beyond what the warm interpreter has."""
    processes: int = 32
    """Processes and threads of one submission."""
    file_size: int = 64 * MB
    """Size of one file, and of all files in /tmp."""
    open_files: int = 256
    message: int = 64 * MB
    """Size of one message from the student's process."""
    output: int = 20_000
    """Characters of printed output that are kept of one cell."""
    notebook_size: int = 20 * MB
    cells: int = 2_000

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
