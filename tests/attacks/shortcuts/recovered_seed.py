"""The fixed seed that the checks have outside of the judge gives the hidden inputs in advance."""

from autograde.attacks import Attack, Work

OWN = """
known = np.random.default_rng([checks.FALLBACK_SEED, 1]).normal(size=(3, 4))
known[0, 0] = 27182.8125
answers = {known.tobytes(): 2 * known}
"""

DOUBLE = """
def double(x):
    return answers.get(np.asarray(x).tobytes(), 6 if np.isscalar(x) else 0)
"""

TWIN_OWN = """
rng = np.random.default_rng(271828)
print(rng.normal(size=2).shape)
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), points=3.0)
