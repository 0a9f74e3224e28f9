"""What a house may cost: memory, a second start, a first visit, statements."""

import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from app import clock
from bench import booking, house, report, servers, statements, visits
from tests import make

BUDGETS = {
    "web process, MB": 120, "job process, MB": 120, "second start, s": 5, "first visit, kB": 200,
    "statements of a booking": 12, "statements of a public page": 6,
}  # fmt: skip
CHROMIUM = "/usr/bin/chromium"


def main():
    """Measure on SQLite (statements on both), print and keep."""
    print("Budgets of a house with the first season")
    with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database("sqlite", folder) as url:
        figures = measure(url, Path(folder))
    figures["statements of a booking"] = max(_statements_of_a_booking(engine) for engine in house.ENGINES)
    rows = [(name, figures.get(name, "not measured"), budget) for name, budget in BUDGETS.items()]
    report.table(["", "measured", "budget"], rows)
    report.keep("budgets", figures)


def measure(url, folder):
    """Return the figures of one house that is visited and booked at, with its jobs beside it."""
    with house.app_on(url, folder) as app:
        house.fill_with_season()
        slug = make.an_event(capacity=10_000).slug
        paths = visits.public_paths(app, clock.now())
        most = max(_statements_of_a_page(app, path) for path in paths)
    with servers.our_house(url, folder) as ours, running_jobs(url, folder) as jobs:
        for path in paths * 3:
            ours.get(path, {"Accept-Encoding": "gzip"})
        booking.crowd(ours, slug, folder, 300)
        visit = _first_visit(ours.port)
        # Long enough for every job to tick, and for some of the mails to go out.
        time.sleep(10)
        figures = {
            "web process, MB": ours.memory_mb(), "job process, MB": servers.memory_mb(jobs.pid),
            "statements of a public page": most, **visit,
        }  # fmt: skip
    return {**figures, "second start, s": median(_start(url, folder) for _ in range(3))}


def _statements_of_a_page(app, path):
    with statements.counted() as seen:
        answer = app.test_client().get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} was answered with {answer.status_code}.")
    return len(seen)


def _statements_of_a_booking(engine):
    with (
        tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder,
        house.new_database(engine, folder) as url,
        house.app_on(url, folder) as app,
    ):
        event = make.an_event()
        with statements.counted() as seen:
            booking.book_once(app, event)
        return len(seen)


@contextmanager
def running_jobs(url, folder):
    """Run the jobs of a house by its own command; gives the process."""
    env = servers.environment(url, folder, 0)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"]
    with open(folder / "jobs.log", "wb") as log:
        process = subprocess.Popen(command, cwd=servers.ROOT, env=env, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _start(url, folder):
    """Return the seconds from `flask up` to the first page, in a house that is there already."""
    port = servers.free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=servers.ROOT, env=servers.environment(url, folder, port), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while time.perf_counter() - begin < 60:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
                return time.perf_counter() - begin
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise RuntimeError("The house did not open within a minute.")
    finally:
        process.terminate()
        process.wait(timeout=60)


def _first_visit(port):
    """Return the kB that a browser with an empty cache loads for the programme, and of which files; if there is one."""
    if not Path(CHROMIUM).exists():
        return {}
    from playwright.sync_api import sync_playwright

    sizes = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(locale="de-DE")
        finished = []
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(f"http://127.0.0.1:{port}/programm", wait_until="networkidle")
        for request in finished:
            parts = request.sizes()
            sizes[request.url.partition(str(port))[2]] = parts["responseBodySize"] + parts["responseHeadersSize"]
        browser.close()
    return {"first visit, kB": sum(sizes.values()) / 1000, "files of a first visit": sizes}
