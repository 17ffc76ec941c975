"""Each layer of the sandbox taken away: an attack that fails in the whole sandbox gets through then.

Two layers stand behind others and are redundant while those hold, and the tests say so: capabilities (behind
seccomp), and the inner network namespace (behind the outer one; here both are taken away).
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
from autograde.sandbox import Layer, Zygote
from autograde.student import Session

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
OWN = {"see": ANOTHER_PROCESS, "memory": MORE_MEMORY, "processes": MORE_PROCESSES, "uncover": UNCOVER}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's sandbox has no uid layer")

ATTACKS: list[tuple[tuple[Layer, ...], str]] = [
    (("seccomp",), FILES["kernel/namespaces"]),
    (("seccomp",), FILES["kernel/ptrace"]),
    (("userns", "capabilities"), ANOTHER_PROCESS),  # without the namespace there are none to give up
    (("userns", "capabilities"), FILES["theft/left_behind"]),
    (("pid",), ANOTHER_PROCESS),
    (("net",), FILES["kernel/abstract_socket"]),
    (("mount",), FILES["theft/left_behind"]),
    (("rlimits",), MORE_MEMORY),
    (("rlimits",), MORE_PROCESSES),
    (("capabilities", "seccomp"), UNCOVER),
]


Wins = Callable[[str, tuple[Layer, ...]], bool]


@pytest.fixture(scope="module")
def wins() -> Iterator[Wins]:
    """Whether code prints a marker, run in two sessions one after the other, without some layers."""
    warm: dict[tuple[Layer, ...], Zygote] = {}

    def run(code: str, without: tuple[Layer, ...]) -> bool:
        zygote = warm.setdefault(without, Zygote(limits=LIMITS, without=without))
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
