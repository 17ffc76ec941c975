"""Characters of four bytes, and joined ones."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="eve 💥👨\u200d👩", points=5.0, outcome="passed")
