"""What nbgrader's own tests are run under: the course's preprocessors, without its name and its stubs."""

from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader defines it
load_subconfig("nbgrader_config.py", path=str(Path(__file__).resolve().parents[2]))  # noqa: F821
del c.CourseDirectory, c.ClearSolutions
