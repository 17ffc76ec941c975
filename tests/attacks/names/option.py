"""A name that a command takes for an option."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="--force -rf", points=5.0, outcome="passed")
