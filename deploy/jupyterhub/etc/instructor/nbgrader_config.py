"""nbgrader in the account that holds the course. The course's own nbgrader_config.py is read after this."""

from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.root = str(Path.home() / "course")
