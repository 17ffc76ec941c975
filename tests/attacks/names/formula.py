"""A spreadsheet takes the name for a formula."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="=cmd|calc!A0", harms="", points=5.0, outcome="passed")
