"""A Janus server of our own on loopback: Debian's program, the settings of deploy/README.md, free ports."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = shutil.which("janus")
SECRET = "ein Geheimnis, das niemand errät"
README = Path(__file__).resolve().parent.parent / "deploy" / "README.md"


@dataclass
class Janus:
    """A running server, and what it has written."""

    address: str
    folder: Path

    @property
    def log(self):
        """What it said."""
        return (self.folder / "log").read_text(errors="replace")


@contextmanager
def running(folder, secret=SECRET, token_secret=SECRET, admin_key=SECRET):
    """Yield a Janus; skips the test, by name, where it is not installed. A secret that is None is not set."""
    if PROGRAM is None:
        pytest.skip("Janus is not installed: apt-get install janus")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name, text in _settings(folder, port, secret, token_secret, admin_key).items():
        (folder / f"janus{name}.jcfg").write_text(text)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [PROGRAM, "--disable-colors", f"--configs-folder={folder}"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
    try:
        janus = Janus(f"http://127.0.0.1:{port}/janus", folder)
        _wait(janus, process)
        yield janus
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _settings(folder, port, secret, token_secret, admin_key):
    """Return {file: text} as deploy/README.md has them, with these secrets and port, with media on loopback alone."""
    section = README.read_text(encoding="utf-8").split("## 7. Rooms of our own")[1].split("\n## ")[0]
    main, videoroom, http, *_units = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    for name, value in (("token_auth_secret", token_secret), ("api_secret", secret)):
        main = main.replace(f'    {name} = "the secret"\n', f'    {name} = "{value}"\n' if value else "")
    main = main.replace("token_auth = true", f"token_auth = {'true' if token_secret else 'false'}")
    main = main.replace("general: {", f'general: {{ configs_folder = "{folder}"').replace(
        "nat: {", 'nat: { ice_enforce_list = "lo"'
    )
    assert ("ice_enforce_list" in main, "the secret" in main, "port = 8088" in http) == (True, False, True)
    return {
        "": main,
        ".plugin.videoroom": videoroom.replace("the secret", admin_key) if admin_key else "",
        ".transport.http": http.replace("port = 8088", f"port = {port}"),
    }


def _wait(janus, process):
    for _try in range(200):
        assert process.poll() is None, janus.log
        with suppress(OSError):
            urllib.request.urlopen(f"{janus.address}/info").close()
            return
        time.sleep(0.05)
    raise AssertionError(janus.log)
