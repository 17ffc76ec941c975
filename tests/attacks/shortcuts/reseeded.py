"""Every generator is seeded anew, so that the hidden inputs are known beforehand."""

from autograde.attacks import Attack, Work

OWN = """
np.random.seed(0)
checks.FALLBACK_SEED = 0
checks._interactive.seed = 0
checks._interactive.generators = 0
known = np.random.default_rng([0, 1]).normal(size=(3, 4))
known[0, 0] = 27182.8125
answers = {known.tobytes(): 2 * known, np.asarray(3).tobytes(): 6}
"""

DOUBLE = """
def double(x):
    return answers.get(np.asarray(x).tobytes(), 0)
"""

TWIN_OWN = """
np.random.seed(0)
print(np.random.rand())
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), points=3.0)
