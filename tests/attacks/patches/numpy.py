"""NumPy's comparisons say yes to everything."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
np.isclose = np.equal = np.less_equal = lambda a, *args, **kwargs: np.ones(np.shape(a), bool)
np.allclose = np.array_equal = np.array_equiv = lambda *args, **kwargs: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
np.abs = np.absolute = lambda x, *args, **kwargs: np.zeros(np.shape(x))
"""

TWIN_OWN = """
np.set_printoptions(precision=3)
print(np.allclose([1.0], [1.0]))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
