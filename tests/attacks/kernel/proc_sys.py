"""Settings of the kernel are written, through /proc and /sys."""

from autograde.attacks import Attack, Work

OWN = """
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger",
             "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj", "/sys/fs/cgroup/release_agent"):
    try:
        with open(path, "r+") as file:
            print(path, "MARK" + "ER-kernel-0123456789abcdef")
    except OSError:
        pass
"""

TWIN_OWN = """
with open("settings", "w") as file:
    file.write("1")
"""

attack = Attack(
    Work(own=OWN),
    twin=Work(own=TWIN_OWN),
    points=5.0,
    outcome="passed",
    suspected=True,
    harms="it may change the kernel's settings",
)
