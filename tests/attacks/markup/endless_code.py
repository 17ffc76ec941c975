"""Code of half a million lines, to be coloured in for whoever reads it."""

from autograde.attacks import Attack, Work

attack = Attack(
    Work(last="pass\n" * 500_000),
    twin=Work(last="pass\n" * 500),
    points=5.0,
    outcome="passed",
    suspected=True,
)
