"""Devices are made and opened: disks, memory, terminals."""

from autograde.attacks import Attack, Work

OWN = """
import os

for number, path in ((0x801, "/tmp/work/sda"), (0x101, "/tmp/work/mem"), (0x500, "/tmp/work/tty")):
    try:
        os.mknod(path, 0o60666 if "sda" in path else 0o20666, number)
        print("MARK" + "ER-kernel-0123456789abcdef")
    except OSError:
        pass
for path in ("/dev/sda", "/dev/vda", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/kvm", "/dev/fuse"):
    try:
        os.open(path, os.O_RDWR)
        print(path, "MARK" + "ER-kernel-0123456789abcdef")
    except OSError:
        pass
"""

TWIN_OWN = """
import os

os.mkfifo("mine")
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
