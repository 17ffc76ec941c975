"""A Jupyter server in a course's folder, as `make lab` starts it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

TOKEN = "secret"


class Browser:
    """Requests to one server, with its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.address}{path}", timeout=60) as answer:
            return str(answer.read().decode())


@contextlib.contextmanager
def serving(folder: Path, **variables: str) -> Iterator[Browser]:
    """A server for as long as it is needed, with these environment variables too; it has answered once."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"} | variables
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    options += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [scripts / "jupyter", "lab", *options], cwd=folder, env=environment, stdout=log, stderr=log
        )
    browser = Browser(f"http://127.0.0.1:{port}")
    try:
        while True:
            with contextlib.suppress(OSError):
                browser.get(f"/formgrader?token={TOKEN}")
                break
            assert process.poll() is None, (folder / "server.log").read_text()
            time.sleep(0.05)
        yield browser
    finally:
        process.terminate()
        process.wait(timeout=30)
