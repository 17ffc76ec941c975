"""Each layer of the sandbox taken away: an attack that fails in the whole sandbox gets through then.

With namespaces two layers stand behind others and are redundant while those hold, and the tests say so:
capabilities (behind seccomp), and the inner network namespace (behind the outer one; both are taken away).
"""

import ast
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from autograde import attacks
from autograde.attacks import MARK
from autograde.limits import Limits
from autograde.sandbox import Layer, Tier, Zygote
from autograde.student import Session
from tests.conftest import available

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("layers")]

LIMITS = Limits(processes=16, memory=64 * 2**20)
FILES = {f"{attack.family}/{attack.name}": attack.work.own for attack in attacks.load()}
WON = 'print("MARK" + "ER-won-0123456789abcdef")'

ANOTHER_PROCESS = f"import os\nos.kill(2, 0)\n{WON}"
"""The second process outside of a session is the one that all sessions are forked from."""

MORE_MEMORY = f"import numpy as np\nnp.ones(2**24)\n{WON}"
MORE_PROCESSES = f"""
import os

for _ in range(20):
    if os.fork() == 0:
        os.execv("/bin/sleep", ["sleep", "30"])
{WON}
"""
UNCOVER = f"""
import ctypes
import os

ctypes.CDLL(None).umount2(b"/proc", 2)
if os.listdir("/proc"):
    {WON}
"""
KERNEL_MEMORY = (
    "socket_buffers",
    "unaccepted",
    "watched_descriptors",
    "descriptors_under_way",
)
OWN = {"see": ANOTHER_PROCESS, "memory": MORE_MEMORY, "processes": MORE_PROCESSES, "uncover": UNCOVER}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's sandbox has no uid layer")

ATTACKS: list[tuple[tuple[Layer, ...], str]] = [
    (("seccomp",), FILES["kernel/namespaces"]),
    (("seccomp", "landlock"), FILES["kernel/ptrace"]),
    (("userns", "capabilities", "landlock"), ANOTHER_PROCESS),  # there are no capabilities to give up then
    (("userns", "capabilities"), FILES["theft/left_behind"]),
    (("pid", "landlock"), ANOTHER_PROCESS),
    (("net", "landlock", "seccomp"), FILES["kernel/abstract_socket"]),
    (("mount",), FILES["theft/left_behind"]),
    (("rlimits",), MORE_MEMORY),
    (("rlimits",), MORE_PROCESSES),
    (("capabilities", "seccomp", "landlock"), UNCOVER),
]
"""With namespaces. Landlock stands behind three other layers there, so it is taken away with them."""

READ_ANOTHERS = f"import numpy, os\nopen('/etc/passwd').read()\n{WON}"
WRITE_ELSEWHERE = (
    f"import os\nopen('/var/tmp/autograde-left', 'w').close()\nos.unlink('/var/tmp/autograde-left')\n{WON}"
)
SIGNAL_THE_ZYGOTE = f"import os\nos.kill(os.getppid(), 0)\n{WON}"
LEAVE_THE_GROUP = f"import os\nif os.fork() == 0:\n    os.setsid()\n    {WON}"
LISTEN = f"import socket\nsocket.socket(socket.AF_INET).bind(('127.0.0.1', 0))\n{WON}"
OWN |= {
    "read": READ_ANOTHERS,
    "write": WRITE_ELSEWHERE,
    "signal": SIGNAL_THE_ZYGOTE,
    "leave": LEAVE_THE_GROUP,
    "listen": LISTEN,
}

WITHOUT_NAMESPACES: list[tuple[tuple[Layer, ...], str]] = [
    (("landlock",), READ_ANOTHERS),
    (("landlock",), WRITE_ELSEWHERE),
    (("landlock",), SIGNAL_THE_ZYGOTE),
    (("seccomp",), FILES["kernel/namespaces"]),
    (("seccomp", "landlock"), LISTEN),
    (("seccomp", "landlock"), FILES["kernel/abstract_socket"]),
    (("rlimits",), MORE_MEMORY),
]


SHARED = {
    name: code
    for name, code in FILES.items()
    if MARK.search(code.replace('" + "', ""))
    and (name.startswith("shared/") or name.split("/")[1] in KERNEL_MEMORY)
    and name not in ("shared/lease", "shared/inherited_flags")
}
"""Attacks on what sandboxes have in common, which the filter of system calls alone keeps out. A lease is for
a file's owner (`tests/autograde/test_channels.py`); what would be inherited is closed beforehand."""

Wins = Callable[..., bool]


@pytest.fixture(scope="module")
def wins() -> Iterator[Wins]:
    """Whether code prints a marker, run in two sessions one after the other, without some layers."""
    warm: dict[tuple[Tier, tuple[Layer, ...]], Zygote] = {}

    def run(code: str, without: tuple[Layer, ...], tier: Tier = "namespaces") -> bool:
        key = available(tier), without
        zygote = warm[key] = warm.get(key) or Zygote(tier, limits=LIMITS, without=without)
        printed = ""
        for _ in range(2):
            session = Session(zygote)
            printed += session.run(dedent(code), time.monotonic() + 20).printed
            session.close()
        return MARK.search(printed) is not None

    yield run
    for zygote in warm.values():
        zygote.stop()


@pytest.fixture(autouse=True)
def host() -> object:
    """A socket of the host's, under one of the names that the attack tries."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("\0left")
        listener.listen()
        yield listener


def named(value: object) -> str | None:
    if isinstance(value, tuple):
        return "+".join(value)
    return next((name for name, code in (FILES | OWN).items() if code == value), None)


@pytest.mark.parametrize(("without", "code"), ATTACKS, ids=named)
def test_without_a_layer_an_attack_gets_through(without: tuple[Layer, ...], code: str, wins: Wins) -> None:
    assert wins(code, without)


@pytest.mark.parametrize(("without", "code"), WITHOUT_NAMESPACES, ids=named)
def test_under_landlock_too(without: tuple[Layer, ...], code: str, wins: Wins) -> None:
    assert wins(code, without, "landlock")
    assert not wins(code, (), "landlock")


@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
@pytest.mark.parametrize("name", SHARED)
def test_without_the_filter_sandboxes_share_more(name: str, tier: Tier, wins: Wins) -> None:
    """Without Landlock, too, which stands behind the filter where names and signals are concerned."""
    alone = name == "shared/other_processes" and tier == "namespaces"
    assert alone or wins(SHARED[name], ("seccomp", "landlock"), tier)
    assert not wins(SHARED[name], (), tier)


def test_a_process_that_leaves_its_group_would_outlive_its_session(wins: Wins) -> None:
    assert not wins(LEAVE_THE_GROUP, (), "landlock")


@pytest.mark.parametrize("code", sorted({code for _, code in ATTACKS}), ids=named)
def test_in_the_whole_sandbox_it_does_not(code: str, wins: Wins) -> None:
    assert not wins(code, ())


@needs_root
def test_without_a_user_id_of_its_own_the_limit_of_processes_does_not_hold(wins: Wins) -> None:
    """The kernel exempts root from it. Root cannot be mapped into a user namespace here: that is off, too."""
    assert not wins(MORE_PROCESSES, ("userns", "capabilities"))
    assert wins(MORE_PROCESSES, ("userns", "uid"))


@pytest.mark.parametrize(
    "code",
    [UNCOVER, FILES["kernel/mount"], FILES["kernel/devices"], FILES["kernel/proc_sys"]],
    ids=["uncover", "mount", "devices", "proc_sys"],
)
def test_capabilities_are_redundant_while_system_calls_are_filtered(code: str, wins: Wins) -> None:
    """Nothing that is tried here needs them to be gone: they are the second line behind seccomp."""
    assert not wins(code, ("capabilities",))


def test_without_capabilities_only_the_filter_is_missing_to_uncover(wins: Wins) -> None:
    assert not wins(UNCOVER, ("seccomp",))


def test_nothing_that_is_shipped_leaves_out_a_layer() -> None:
    """Only the sandbox itself, and what it starts, know of it: no option, no configuration."""
    package = Path(attacks.__file__).parent
    knowing = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if any(isinstance(node, ast.keyword) and node.arg == "without" for node in ast.walk(parsed(path)))
    }
    assert knowing == set()
    assert "without" not in Limits().to_dict()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())
