"""Numbers that are nearly zero become zero, and rounding goes up: for whoever comes next, too."""

from autograde.attacks import leaving

OWN = """
import ctypes
import os

c_library = ctypes.CDLL(None)
UPWARD, FLUSH_TO_ZERO = {"x86_64": (0x800, 0x8040), "aarch64": (0x400000, 1 << 24)}[os.uname().machine]

def environment():
    held = (ctypes.c_uint32 * 16)()
    c_library.fegetenv(held)
    return held

def spoil():
    c_library.fesetround(UPWARD)
    held = environment()
    held[7 if os.uname().machine == "x86_64" else 0] |= FLUSH_TO_ZERO
    c_library.fesetenv(held)

def is_spoiled():
    return c_library.fegetround() != 0 or np.float64(4e-320) * np.float64(0.5) == 0
"""

TWIN = """
with np.errstate(under="ignore"):
    tiny = np.float64(4e-320) * np.float64(0.5)
"""

attack = leaving(OWN, TWIN, suspected=True)
