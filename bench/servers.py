"""Web servers as processes of their own, started for a comparison and ended by their process id."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "only for benchmarks, and long enough for everything"
SECONDS_TO_START = 60


def environment(url, folder, port):
    """Return the environment of a house on the database `url`, with the guards against haste wide open."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "MAIL_URL": f"maildir:{folder}/mail",
        "SECRET_KEY": SECRET,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "BOOKING_MIN_SECONDS": "0",
        "QUIET_HOURS": "0",
        "BOOKING_LIMIT": "1000000 per minute",
        "DEMO": "0",
    }


@contextmanager
def our_house(url, folder, **settings):
    """Serve the house itself, by its own command, with settings of its environment; gives the Server."""
    port = free_port()
    wanted = {**environment(url, folder, port), **settings}
    with _running(["-m", "flask", "--app", "wsgi", "serve"], wanted, port, folder) as server:
        yield server


@contextmanager
def contender(kind, facts, folder):
    """Serve what the house is compared with (`plain`, `constant`); `facts` is the path of a pickle it reads."""
    port = free_port()
    with _running(["-m", "bench.serve", kind, str(facts), str(port)], {**os.environ}, port, folder) as server:
        yield server


class Server:
    """A running server: its port, its process id."""

    def __init__(self, port, pid):
        self.port, self.pid = port, pid

    def memory_mb(self):
        """Return the resident memory of the process, as /proc tells."""
        return memory_mb(self.pid)

    def get(self, path, headers=None):
        """Return (status, headers as a list, body as it came over the wire)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


def memory_mb(pid):
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def cpu_seconds(pid):
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    """Return a port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _running(command, env, port, folder):
    with open(Path(folder) / f"server-{port}.log", "wb") as log:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_for(port, process, log.name)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port, process, log):
    """Wait until somebody listens on a port. Raises RuntimeError with the log if the process ends before."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"The server did not start: {Path(log).read_text(errors='replace')[-2000:]}")
