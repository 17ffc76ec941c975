"""A name that wants to be the folder above."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="...eve..", points=5.0, outcome="passed")
