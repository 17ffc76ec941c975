"""Marks that turn the direction of writing."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="eve\u202egnp.exe\u200f", points=5.0, outcome="passed")
