"""An autograder for nbgrader courses that runs students' code and hidden tests in different processes."""

__version__ = "0.1.0"
