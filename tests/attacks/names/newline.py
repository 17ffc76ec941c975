"""A line break in the name, and what looks like a line of another file after it."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student='eve\n{"student": "ada"}', points=5.0, outcome="passed")
