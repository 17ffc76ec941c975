"""A name that a page takes for markup, and a terminal for colours."""

from autograde.attacks import Attack, Work

attack = Attack(Work(), student="<img src=x onerror=alert(1)>[red]\x1b[31m", points=5.0, outcome="passed")
