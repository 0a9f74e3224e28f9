"""Reading a calendar of others in a process of its own, with limits of time and memory: whatever stands in it, the
process of the jobs goes on, and stays as small as it is.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.calendars import importing_expanding, importing_reading
from app.calendars.importing_expanding import Date, Found
from app.calendars.importing_reading import BadEntry, NotRead, Skipped
from app.calendars.importing_words import Skip, Unreadable

# All of it, one entry; in seconds. How much memory, in bytes.
LONGEST, LONGEST_ENTRY, MOST_MEMORY = 60, 2, 1_000_000_000
# So many entries that were left out are named.
MOST_NAMED = 200
ROOT = Path(__file__).resolve().parents[2]


def read(body, begin, end):
    """Return what a calendar (bytes) says between two moments, as Found. Raises NotRead."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.calendars.importing_process", begin.isoformat(), end.isoformat()],
            input=body, capture_output=True, timeout=LONGEST, cwd=ROOT, check=False, env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as failure:
        raise NotRead(Unreadable.TOO_SLOW) from failure
    if done.returncode:
        # It was ended for the memory or the time it took.
        raise NotRead(Unreadable.TOO_SLOW)
    said = json.loads(done.stdout)
    if "failure" in said:
        raise NotRead(Unreadable[said["failure"]])
    dates = [
        Date(**{**each, **{name: datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at")}})
        for each in said["dates"]
    ]
    return Found(dates, [Skipped(**each) for each in said["skipped"]], said["entries"], said["is_partial"])


def read_here(body, begin, end, guard=nullcontext):
    """As `read`, in this process."""
    return importing_expanding.expand(importing_reading.take_apart(body), begin, end, guard)


def _environment():
    # Nothing of ours is told to what reads what others wrote.
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONTZPATH", "SYSTEMROOT", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


@contextmanager
def _alarm():
    """End what takes too long, whatever library it is in."""
    signal.setitimer(signal.ITIMER_REAL, LONGEST_ENTRY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(*_signal):
    raise BadEntry(Skip.TOO_LONG)


def _limit():
    # Not every system has it.
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    os.nice(10)


def main(begin, end):
    """Read a calendar from the standard input, and write what it says to the standard output."""
    _limit()
    signal.signal(signal.SIGALRM, _too_long)
    try:
        found = read_here(sys.stdin.buffer.read(), datetime.fromisoformat(begin), datetime.fromisoformat(end), _alarm)
    except NotRead as failure:
        json.dump({"failure": failure.reason.name}, sys.stdout)
        return
    json.dump(
        {
            "dates": [asdict(date) for date in found.dates], "skipped": [asdict(each) for each in found.skipped],
            "entries": found.entries, "is_partial": found.is_partial,
        },
        sys.stdout, default=datetime.isoformat,
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
