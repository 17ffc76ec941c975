"""The fresh-machine trial: what it installs, what it runs, and that what it takes away is gone."""

import errno
import os
import platform
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests.conftest import ROOT
from tests.machines import docker, dockerfile, roots, try_it
from tests.machines.enter import USER, Entry, Variant, login_environment
from tests.machines.machines import Machines, Settings, shortened

MACHINES = sorted(docker.AUDIT_ARCH)
README = (ROOT / "README.md").read_text(encoding="utf-8")


# What README says is what is tried.


def test_the_packages_are_those_that_readme_names():
    packages = roots.named_in_readme(README)
    assert {"python3", "git", "make"} <= set(packages)
    assert f"sudo apt install {' '.join(packages)}" in README


def test_a_readme_that_names_no_package_is_said():
    with pytest.raises(roots.CannotTry, match="--packages"):
        roots.named_in_readme("Install Python.")


@pytest.mark.parametrize("command", try_it.DEFAULTS["command"])
def test_the_commands_are_in_readme(command):
    assert f"$ {command}" in README


def options(*words):
    return try_it.parser().parse_args(words)


def test_every_release_user_and_variant_is_tried_by_default():
    found = try_it.trials(options())
    assert len(found) == len({str(trial) for trial in found}) == 2 * 2 * 3
    assert all(trial.commands == ("make grade", "make test") for trial in found)


def test_options_replace_defaults_and_may_be_repeated():
    wanted = options(
        *["--release", "forky", "--user", "user", "--variant", "docker", "--command", "a", "--command", "b"]
    )
    (trial,) = try_it.trials(wanted)
    assert str(trial) == "Debian 14, user, docker"
    assert trial.commands == ("a", "b")


def test_help_and_list_need_no_rights():
    for option in ("--help", "--list"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.machines.try_it", option], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "no-userns" in done.stdout


def test_the_table_is_aligned_and_shows_the_last_line(tmp_path):
    log = tmp_path / "log"
    log.write_text("working\n\x1b[32m3 graded\x1b[0m\r\n\n")
    outcomes = [
        try_it.Outcome("trixie", "user", "plain", "make grade", 0, 12.3, log),
        try_it.Outcome("bookworm", "root", "no-userns", "make test", 2, 1.0, log),
    ]
    head, first, second = try_it.table(outcomes).splitlines()
    assert first.split("  ")[0] == "Debian 13"
    assert first.endswith("3 graded")
    column = head.index("status")
    assert (first[column], second[column]) == ("0", "2")


def test_a_progress_bar_leaves_its_last_state(tmp_path):
    log = tmp_path / "log"
    log.write_text("10 %\r50 %\r100 %\n")
    assert roots.last_line(log) == "100 %"
    assert shortened("x" * 50, 10) == "xxxxxxx..."


# The machine.


def test_an_entry_survives_the_way_to_its_process():
    entry = Entry("/r", "echo 'é'", USER, "docker", "/f", {"A": "1"}, ("/b", "/a", "/w"), ("/etc/hosts",))
    assert Entry.from_json(entry.to_json()) == entry


@pytest.mark.parametrize("variant", get_args(Variant))
def test_an_ordinary_user_finds_home_and_programs(variant):
    variables = login_environment(Entry("/r", "true", USER, variant, environment={"PIP_CERT": "x"}))
    assert variables["HOME"] == USER.home
    assert "/usr/bin" in variables["PATH"].split(":")
    assert variables["PIP_CERT"] == "x"
    assert ("LANG" in variables) == (not variant.startswith("docker"))


def test_network_settings_are_passed_and_their_files_shown(tmp_path):
    certificates = tmp_path / "certificates.pem"
    certificates.touch()
    variables, files = roots.network(
        {
            "PIP_CERT": str(certificates),
            "SSL_CERT_DIR": str(tmp_path),
            "https_proxy": "http://proxy.example:3128",
            "PIP_DEFAULT_TIMEOUT": "60",
            "UV_CACHE_DIR": "/nowhere/at/all",
            "HOME": str(tmp_path),
            "SECRET": "x",
        },
        Path("/host"),
    )
    assert variables == {
        "PIP_CERT": f"/host{certificates}",
        "SSL_CERT_DIR": f"/host{tmp_path}",
        "https_proxy": "http://proxy.example:3128",
        "PIP_DEFAULT_TIMEOUT": "60",
        "UV_CACHE_DIR": "/nowhere/at/all",
    }
    assert files == [str(tmp_path)], "a file in a folder that is shown is not shown again"


def test_a_root_counts_only_when_its_stamp_says_what_is_in_it(tmp_path):
    root = tmp_path / "trixie"
    root.mkdir()
    assert not roots.is_made(root, "trixie")
    (tmp_path / "trixie.made").write_text("trixie")
    assert roots.is_made(root, "trixie")
    assert not roots.is_made(root, "trixie git")


def test_roots_made_elsewhere_are_copied_and_left_as_they_are(tmp_path):
    made = tmp_path / "made" / "trixie" / "etc"
    made.mkdir(parents=True)
    (made / "debian_version").write_text("13.0\n")
    root = roots.base("trixie", tmp_path / "cache", tmp_path / "made", tmp_path / "log")
    assert (root / "etc/debian_version").read_text() == "13.0\n"
    (made.parent / "debootstrap").mkdir()
    with pytest.raises(roots.CannotTry, match="not finished"):
        roots.base("trixie", tmp_path / "other", tmp_path / "made", tmp_path / "log")


def test_a_missing_debootstrap_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr(roots.shutil, "which", lambda *_, **__: None)
    with pytest.raises(roots.CannotTry, match="sudo apt install debootstrap"):
        roots.base("trixie", tmp_path, None, tmp_path / "log")


def test_an_ordinary_user_is_told_to_use_sudo(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(roots.CannotTry, match="sudo"):
        try_it.check_that_it_can_work()


# What Docker's defaults take away. The filter is run here as the kernel runs it.


def verdict(machine: str, number: int, argument: int = 0, architecture: int | None = None) -> int:
    """Run the filter on a system call, as the kernel does."""
    loaded = {0: number, 4: architecture or docker.AUDIT_ARCH[machine], 16: argument}
    program, here, value = docker.instructions(machine), 0, 0
    while True:
        code, if_true, if_false, constant = program[here]
        here += 1
        match code:
            case 0x20:
                value = loaded[constant]
            case 0x54:
                value &= constant
            case 0x15:
                here += if_true if value == constant else if_false
            case 0x35:
                here += if_true if value >= constant else if_false
            case 0x06:
                return constant


EPERM, ENOSYS = docker.REFUSE | errno.EPERM, docker.REFUSE | errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_refuses_namespaces_and_mounts(machine):
    column = MACHINES[::-1].index(machine)
    for name, numbers in docker.REFUSED.items():
        if numbers[column] is not None:
            assert verdict(machine, numbers[column]) == EPERM, name
    clone = docker.CLONE[column]
    assert verdict(machine, clone, 0x10000000) == EPERM, "a user namespace"
    assert verdict(machine, clone, 0x00020000 | 17) == EPERM, "a mount namespace"
    assert verdict(machine, docker.CLONE3) == ENOSYS, "so that the C library uses clone"
    assert verdict(machine, docker.SOCKET[column], docker.AF_VSOCK) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_allows_what_programs_need(machine):
    column = MACHINES[::-1].index(machine)
    assert verdict(machine, docker.CLONE[column], 17) == docker.ALLOW, "a process"
    assert verdict(machine, docker.CLONE[column], 0x003D0F00) == docker.ALLOW, "a thread"
    assert verdict(machine, docker.SOCKET[column], 1) == docker.ALLOW, "a socket"
    for number in (444, 445, 446):
        assert verdict(machine, number) == docker.ALLOW, "Landlock"
    assert verdict(machine, (0, 63)[column]) == docker.ALLOW, "read"


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_knows_neither_new_calls_nor_other_architectures(machine):
    assert verdict(machine, docker.NEWEST + 1) == ENOSYS
    assert verdict(machine, 0x40000000) == ENOSYS, "x32"
    assert verdict(machine, 0, architecture=0x40000003) == docker.KILL


HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(machine):
    if not HEADERS[machine].exists():
        pytest.skip(f"{HEADERS[machine]} is not there (Debian package linux-libc-dev)")
    text = HEADERS[machine].read_text()
    numbers = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    column = MACHINES[::-1].index(machine)
    known = docker.REFUSED | {"clone": docker.CLONE, "clone3": (docker.CLONE3,) * 2, "socket": docker.SOCKET}
    for name, both in known.items():
        if both[column] is not None or name in numbers:
            assert int(numbers[name]) == both[column], name


def test_the_filter_holds_in_a_process():
    if not docker.supported(platform.machine()):
        pytest.skip(f"the filter does not know {platform.machine()}")
    code = (
        "import ctypes, os; from tests.machines import docker; libc = ctypes.CDLL(None, use_errno=True); "
        "libc.prctl(38, 1, 0, 0, 0); docker.load_filter(); "
        "print(libc.unshare(0x10000000), ctypes.get_errno(), os.system('true'))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["-1", str(errno.EPERM), "0"], done.stderr


def test_docker_leaves_fourteen_capabilities():
    assert len(docker.CAPABILITIES) == 14
    assert 21 not in docker.CAPABILITIES, "CAP_SYS_ADMIN"


# Dockerfiles.

DOCKERFILE = """\
# A comment
FROM debian:13-slim
ARG UID=1000
ENV PATH=/opt/venv/bin:$PATH HOME_OF=/home/$UID
RUN apt-get update && \\
    # in between
    apt-get install make
WORKDIR /course
COPY --chown=someone lock source ./
USER someone
RUN echo $HOME_OF
EXPOSE 8888
CMD ["jupyter", "lab"]
"""


def test_a_dockerfile_is_read():
    instructions = dockerfile.parse(DOCKERFILE)
    assert [each.name for each in instructions] == [
        "FROM",
        "ARG",
        "ENV",
        "RUN",
        "WORKDIR",
        "COPY",
        "USER",
        "RUN",
        "EXPOSE",
        "CMD",
    ]
    assert instructions[3].text == "apt-get update &&     apt-get install make"
    assert dockerfile.release(instructions) == "trixie"


def test_instructions_are_followed(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "lock").touch()
    state = dockerfile.State({"PATH": "/bin"})
    commands = [state.follow(each, tmp_path) for each in dockerfile.parse(DOCKERFILE)]
    assert state.environment == {"PATH": "/opt/venv/bin:/bin", "HOME_OF": "/home/1000"}
    assert (state.user, state.folder) == ("someone", "/course")
    copied = commands[5]
    assert f"cp -R /run/machines{tmp_path}/lock /course" in copied
    assert f"cp -R /run/machines{tmp_path}/source/. /course" in copied
    assert "chown -R someone /course/lock" in copied


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FROM debian:13-slim\nFROM debian:13-slim", "one FROM"),
        ("FROM scratch", "scratch"),
        ("RUN true", "one FROM"),
    ],
)
def test_an_image_that_cannot_be_stood_for_is_said(text, said):
    with pytest.raises(roots.CannotTry, match=said):
        dockerfile.release(dockerfile.parse(text))


@pytest.mark.parametrize(
    ("text", "said"), [("ONBUILD RUN x", "ONBUILD"), ("COPY --link a b", "--link"), ("COPY a b", "context")]
)
def test_an_instruction_that_cannot_be_followed_is_said(text, said, tmp_path):
    (instruction,) = dockerfile.parse(text)
    with pytest.raises(roots.CannotTry, match=said):
        dockerfile.State().follow(instruction, tmp_path)


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("README.md", False),
        ("tests/a.py", True),
        ("tests/attacks/a/b.py", False),
        ("helpers/a.py", False),
        ("helpers/__pycache__/a.pyc", True),
        (".git/config", True),
        ("notes.txt", True),
    ],
)
def test_dockerignore_is_read_as_docker_reads_it(path, left_out):
    rules = dockerfile.patterns("# all\n*\n!README.md\n!helpers\n!tests/attacks\n\n**/__pycache__\n")
    assert dockerfile.ignored(path, rules) is left_out


# The whole, in a root of debootstrap's: for root, with a network.


@pytest.mark.thorough
@pytest.mark.parametrize("variant", get_args(Variant))
def test_a_machine_is_what_its_variant_promises(variant, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("machines are made by root")
    made = ROOT / "build" / "machines"
    if not (made / "readme" / "trixie.made").exists():
        pytest.skip(f"there is no root in {made}: python3 -m tests.machines.try_it makes one")
    machines = Machines(Settings(made))
    probe = (
        "id -u; hostname; touch /new && echo wrote; unshare --user true; echo $?; ls /proc | grep -c '^[0-9]'"
    )
    with machines.fresh(machines.readme("trixie"), f"test-{variant}") as machine:
        log = tmp_path / "log"
        assert machines.run(machine.entry(probe, try_it.ROOT, variant, "/"), log) == 0
    lines = log.read_text().splitlines()
    assert lines[:3] == ["0", f"root-{variant}", "wrote"]
    made_one = lines[-2] == "0"
    assert made_one == (variant in ("plain", "docker-unconfined"))
    assert int(lines[-1]) < 8, "no process of the host is seen"
    assert not (made / "readme" / "trixie" / "new").exists()
    assert not (made / "work" / f"test-{variant}").exists()


def test_a_server_that_stops_at_once_is_reported():
    command = shlex.split(dockerfile.answers(["false"], 1))
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "stopped, with status 1" in done.stderr
