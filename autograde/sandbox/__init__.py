"""Where students' code runs: a warm zygote, which forks one locked-down process per submission.

There are two tiers. *namespaces*: bubblewrap outside, and namespaces of its own for each submission.
*landlock*, for machines that forbid user namespaces: an ordinary process confined by Landlock and seccomp.
What happens inside is in `autograde.inside`. It fails closed: without a usable tier nothing is graded.
"""

from autograde.sandbox.place import SandboxUnavailable, Slot, unused_uid
from autograde.sandbox.tiers import MEANING, Minimum, Requested, Tier, resolve
from autograde.sandbox.zygote import Layer, Zygote, channel_pair, process_status

__all__ = [
    "MEANING",
    "Layer",
    "Minimum",
    "Requested",
    "SandboxUnavailable",
    "Slot",
    "Tier",
    "Zygote",
    "channel_pair",
    "process_status",
    "resolve",
    "unused_uid",
]
