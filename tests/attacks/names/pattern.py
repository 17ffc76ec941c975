"""A name that a shell and nbgrader take for a pattern."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="eve*[a-z]?{x}", points=5.0, outcome="passed")
