"""A Janus server of our own on loopback: Debian's program, a folder of settings made for it, free ports."""

import os
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
NEEDED = {"libjanus_videoroom.so", "libjanus_http.so"}
# As deploy/README.md has it; ICE only on loopback, as nothing may leave the machine.
GENERAL = """
general: {{
    configs_folder = "{folder}"
    api_secret = "{secret}"
    token_auth = {with_tokens}
    token_auth_secret = "{token_secret}"
}}
nat: {{ ice_enforce_list = "lo" }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
HTTP = """
general: {{
    json = "compact"
    base_path = "/janus"
    http = true
    port = {port}
    ip = "127.0.0.1"
}}
"""


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
    general = GENERAL.format(
        folder=folder, secret=secret, with_tokens="true" if token_secret else "false", token_secret=token_secret,
        plugins=_others("plugins"), transports=_others("transports"),
    )  # fmt: skip
    general = "\n".join(line for line in general.splitlines() if '"None"' not in line)
    key = f'general: {{ admin_key = "{admin_key}" }}' if admin_key else ""
    for name, text in (("", general), (".transport.http", HTTP.format(port=port)), (".plugin.videoroom", key)):
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


def _others(kind):
    folders = Path(PROGRAM).resolve().parents[1].glob(f"lib/*/janus/{kind}/*.so")
    return ",".join(sorted({path.name for path in folders} - NEEDED))


def _wait(janus, process):
    for _try in range(200):
        assert process.poll() is None, janus.log
        with suppress(OSError):
            urllib.request.urlopen(f"{janus.address}/info").close()
            return
        time.sleep(0.05)
    raise AssertionError(janus.log)
