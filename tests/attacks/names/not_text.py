"""A name of bytes that are no text."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="eve\udcff\udcfe", points=None, outcome="passed")
