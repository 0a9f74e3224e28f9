"""Databases for tests and benchmarks: a PostgreSQL of our own that leaves no trace, and files for SQLite.

    with Postgres() as server:
        server.create_database("house")
        create_engine(server.url("house"))

The server listens on a Unix socket only and knows one superuser, `wirk`. A guard process stands between us and it: when
we close the pipe to the guard, or are gone (killed, crashed), it stops the server and removes its files.
Only the standard library is imported at the top, because the guard is this very file and should start at once.
"""

import os
import pwd
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

USER = "wirk"
SECONDS_TO_START = 30
# Losing everything at a power cut is fine for a server that lives as long as a test run, and it is far quicker.
# Little WAL, because it may lie in memory.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=96MB")
# PGPORT and its like would change what initdb and the server do; a fixed zone makes every machine the same.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def find_postgres() -> Path | None:
    """Return the folder with the server's programs (Debian keeps them off the PATH), the newest first, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: [int(number) for number in re.findall(r"\d+", folder.parent.name)])
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def sqlite_url(path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{Path(path).absolute()}"


class Postgres:
    """A throwaway PostgreSQL, there between `start()` and `stop()` or inside `with`.

    `durable=True` keeps fsync and its like as they are in real life, for benchmarks that compare.
    """

    def __init__(self, durable=False):
        self.durable = durable
        self.folder = None
        self._guard = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        programs = find_postgres()
        if programs is None:
            raise RuntimeError("PostgreSQL's server is not installed (Debian: apt install postgresql).")
        self.folder = Path(tempfile.mkdtemp(prefix="wirk-postgres-", dir=place_for_files(self.durable)))
        try:
            if os.geteuid() == 0:
                nobody = pwd.getpwnam("nobody")
                os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._make_cluster(programs)
            self._start_guard(programs)
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """Stop the server and remove its files; calling it twice does no harm."""
        if self._guard is not None:
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def url(self, dbname="postgres") -> str:
        return f"postgresql+psycopg://{USER}@/{dbname}?host={self.folder}"

    def create_database(self, name, template=None):
        """Create a database, empty or as a copy of a template to which nobody may be connected at that moment."""
        from psycopg import sql

        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            # Nothing of it must outlive a crash, so there is no need to write all pages into the log as well.
            statement += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        self._execute(statement)

    def drop_database(self, name):
        """Drop a database, also one that somebody is still connected to; none of that name is fine."""
        from psycopg import sql

        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement):
        import psycopg

        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _make_cluster(self, programs):
        made = subprocess.run(
            [programs / "initdb", "--no-sync", "-A", "trust", "-U", USER, "--locale=C.UTF-8", "-E", "UTF8"]
            + ["-D", self.folder / "data"],
            cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, **_not_as_root(),
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _start_guard(self, programs):
        settings = ["listen_addresses=", "max_connections=200", *(() if self.durable else FORGETFUL)]
        server = [programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
        with open(self.folder / "log", "wb") as log:
            # A session of its own, so that Ctrl-C or a kill of our whole process group does not take the guard along.
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, str(os.getpid()), self.folder, *server]
                + [word for setting in settings for word in ("-c", setting)],
                stdin=subprocess.PIPE, stdout=log, stderr=log, env=ENVIRONMENT, start_new_session=True,
            )  # fmt: skip

    def _wait_until_ready(self):
        """Wait until the server says so in line 8 of its PID file, where pg_ctl looks as well."""
        pid_file = self.folder / "data" / "postmaster.pid"
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if pid_file.exists():
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[7].strip() == "ready":
                    return
            if self._guard.poll() is not None:
                break
            time.sleep(0.01)
        log = self.folder / "log"
        raise RuntimeError("PostgreSQL did not start:\n" + (log.read_text() if log.exists() else "(no log)"))


def place_for_files(durable=False) -> str:
    """Return the folder for files of tests: in memory if nothing must last and there is room, else on the disk.

    In memory a copy of a template took 20 ms where the disk took 250. Not into $TMPDIR: a socket's path may have
    107 bytes only, and `nobody` must be able to get there.
    """
    memory = "/dev/shm"
    if not durable and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30:
        return memory
    return "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()


def _not_as_root() -> dict:
    """Return the arguments of Popen that change to `nobody`, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _stand_guard(parent, folder, command):
    """Run a server until our standard input is closed or the parent process is gone; then leave no trace.

    Both are watched, because a child that the parent forked may hold the pipe open for longer than the parent lives.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # whoever ends the test run ends us, and nobody else
    server = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, **_not_as_root())
    while os.getppid() == parent and not select.select([sys.stdin], [], [], 0.5)[0]:
        if server.poll() is not None:
            return  # it fell over by itself: the parent wants to read the log
    server.send_signal(signal.SIGQUIT)  # at once: nothing in there is worth a checkpoint
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _stand_guard(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
