"""One run at a time writes into a course."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from autograde.course import Course, CourseError


@contextmanager
def lock(course: Course) -> Iterator[None]:
    """Hold the course's lock file; the kernel lets go of it when this process ends, however it does.

    Raises
    ------
    CourseError
        When another process holds it, naming that.
    """
    path = course.state / "lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CourseError(
                f"{path} is held by process {file.read().strip() or '?'}, which is at work on this course: "
                "wait until it has ended, or stop it"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
