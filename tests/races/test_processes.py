"""The tools of races and kills leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """if True:
    import time
    from tests.races import processes
    if __name__ == "__main__":
        print(*[processes.start(time.sleep, 600).pid for _ in range(2)], flush=True)
        time.sleep(600)
"""


def test_a_killed_test_run_leaves_no_process():
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=root, stdout=subprocess.PIPE, text=True) as run:
        children = [int(pid) for pid in run.stdout.readline().split()]
        run.kill()

    deadline = time.monotonic() + 20
    while alive := [pid for pid in children if is_alive(pid)]:
        if time.monotonic() > deadline:
            for pid in alive:
                os.kill(pid, signal.SIGKILL)
            pytest.fail(f"These live on: {alive}")
        time.sleep(0.05)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
