"""ical.js, the reader of Thunderbird and Nextcloud, in a node of its own for each zone that a program may run in."""

import atexit
import functools
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "node_modules" / "ical.js"


def read(raw):
    """Return what ical.js sees of a calendar: a list of dicts; the test is skipped where it is not installed."""
    if shutil.which("node") is None or not LIBRARY.exists():
        pytest.skip("ical.js is not installed: deploy/setup tests")
    program = _program(os.environ.get("TZ"))
    print(json.dumps(raw.decode()), file=program.stdin, flush=True)
    found = json.loads(program.stdout.readline())
    assert isinstance(found, list), found
    return found


@functools.cache
def _program(_zone):
    """A node that reads one calendar after the other, in the zone that this process is in."""
    program = subprocess.Popen(
        ["node", HERE / "ical_js.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    # It ends with its input, so also with this process, however that ends.
    atexit.register(program.communicate)
    return program
