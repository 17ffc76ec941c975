"""Find a file of a package: where its package manager installed it, or in a fresh download of the package."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from builders.built import BuildError


def debian_files(package: str, folder: str, names: list[str], download: bool) -> list[bytes]:
    """Read files of a Debian package, all in one folder of it.

    Raises
    ------
    BuildError
        The package is not installed and `download` is false, or the download failed.
    """
    installed = Path("/", folder)
    if all((installed / name).is_file() for name in names):
        return [(installed / name).read_bytes() for name in names]
    if not download:
        raise _missing(f"the Debian package {package}", f"apt-get install {package}")
    with tempfile.TemporaryDirectory() as work:
        _run(["apt-get", "-o", "APT::Sandbox::User=root", "download", package], work)
        _run(["dpkg", "-x", next(Path(work).glob("*.deb")).name, "unpacked"], work)
        return [Path(work, "unpacked", folder, name).read_bytes() for name in names]


def pypi_file(package: str, version: str, folder: str, name: str, download: bool) -> bytes:
    """Read a file of a Python package without importing it, so that it may lack its own dependencies.

    Raises
    ------
    BuildError
        The package is not installed and `download` is false, or the download failed.
    """
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent.joinpath(folder, name).read_bytes()
    requirement = f"{package}=={version}"
    if not download:
        raise _missing(f"the Python package {package}", f"pip install {requirement}")
    with tempfile.TemporaryDirectory() as work:
        _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", requirement], work)
        with zipfile.ZipFile(next(Path(work).glob("*.whl"))) as wheel:
            return wheel.read(f"{package}/{folder}/{name}")


def python_module(module: str, package: str, version: str, download: bool) -> ModuleType:
    """Import a module of exactly this version of a Python package; a download lasts for this run only.

    Raises
    ------
    BuildError
        This version is not installed and `download` is false, or the download failed.
    """
    requirement = f"{package}=={version}"
    if importlib.util.find_spec(module) is not None and importlib.metadata.version(package) == version:
        return importlib.import_module(module)
    if not download:
        raise _missing(f"the Python package {package}", f"pip install {requirement}")
    with tempfile.TemporaryDirectory() as work:
        _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", requirement], work)
        with zipfile.ZipFile(next(Path(work).glob("*.whl"))) as wheel:
            wheel.extractall(work)
        sys.path.insert(0, work)
        try:
            return importlib.import_module(module)
        finally:
            sys.path.remove(work)


def npm_files(versions: Mapping[str, str], name: str, download: bool) -> list[bytes]:
    """Read one file out of each of several npm packages, installed in the current directory's `node_modules`.

    Raises
    ------
    BuildError
        One of them is not installed and `download` is false, or a download failed.
    """
    installed = [Path("node_modules", package, name) for package in versions]
    if all(path.is_file() for path in installed):
        return [path.read_bytes() for path in installed]
    wanted = [f"{package}@{version}" for package, version in versions.items()]
    if not download:
        raise _missing(f"the npm packages of {len(wanted)} icon sets", f"npm install {' '.join(wanted)}")
    return [_npm_file(each, name) for each in wanted]


def require_checksum(name: str, contents: bytes, sha256: str) -> None:
    """Refuse a package's file that is not the one from which the committed data were made.

    Raises
    ------
    BuildError
        Its SHA-256 is another.
    """
    if hashlib.sha256(contents).hexdigest() != sha256:
        raise BuildError(f"{name} is not the file this data set was made from: its SHA-256 is not {sha256}.")


def _npm_file(package: str, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as work:
        _run(["npm", "pack", "--silent", package], work)
        with tarfile.open(next(Path(work).glob("*.tgz"))) as archive:
            contents = archive.extractfile(f"package/{name}")
            if contents is None:
                raise BuildError(f"{package} holds no file {name}.")
            return contents.read()


def _missing(what: str, command: str) -> BuildError:
    return BuildError(
        f"needs {what}: install it with `{command}`, or add --download to fetch it for this run."
    )


def _run(command: list[str], folder: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BuildError(f"cannot download: there is no {command[0]} here.") from None
    if done.returncode:
        complaint = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise BuildError(f"`{' '.join(command)}` failed: {complaint}")
