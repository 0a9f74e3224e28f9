"""Programme page and feed, warm, against the same bytes sent as a constant by the smallest view on the same server."""

import pickle
import tempfile
import time
from pathlib import Path

from bench import house, load, report, rounds, servers

CLIENTS, REQUESTS, ROUNDS = 8, 600, 9
PAGES = {"programme page": "/programm", "feed": "/kalender/programm.ics"}
# The server adds these by itself.
OF_THE_SERVER = ("date", "server", "content-length", "connection")
# As a browser asks.
USUAL = {
    "Accept": "text/html,application/xhtml+xml,text/calendar",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "de",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) bench",
}


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Public answers from memory, {engine}, {CLIENTS} clients, the first season of 60 events")
        with tempfile.TemporaryDirectory(prefix="wirk-bench-") as folder, house.new_database(engine, folder) as url:
            figures = measure(url, Path(folder))
        _print(figures)
        report.keep(f"pages-{engine}", {"engine": engine, **figures})


def measure(url, folder):
    """Return {case: speeds, ratio, bytes} for whole answers and for 304."""
    with house.app_on(url, folder):
        season = house.fill_with_season()
    figures = {"season": season}
    # In the second of a change the feed does not say yet when it was; the constant is to have the same headers.
    time.sleep(1)
    with servers.our_house(url, folder) as ours:
        answers = {path: asked(ours, path) for path in PAGES.values()}
        unchanged = {path: asked(ours, path, etag) for path, etag in etags(answers).items()}
        # The constant knows the unchanged ones by another path, as it compares nothing.
        facts = folder / "constant.pickle"
        facts.write_bytes(pickle.dumps({**answers, **{f"/304{path}": answer for path, answer in unchanged.items()}}))
        with servers.contender("constant", facts, folder) as constant:
            for name, path in PAGES.items():
                figures[name] = compare(folder, ours, constant, path, path, USUAL)
                conditional = {**USUAL, "If-None-Match": etags(answers)[path]}
                figures[f"{name}, 304"] = compare(folder, ours, constant, path, f"/304{path}", conditional)
    return figures


def asked(server, path, etag=None, headers=USUAL):
    """Return (status, headers, body) of an answer, as the constant is to give it."""
    status, headers, body = server.get(path, {**headers, **({"If-None-Match": etag} if etag else {})})
    if status != (304 if etag else 200):
        raise AssertionError(f"{path} was answered with {status}.")
    return status, [(name, value) for name, value in headers if name.lower() not in OF_THE_SERVER], body


def etags(answers):
    return {
        path: next(value for name, value in headers if name.lower() == "etag")
        for path, (_status, headers, _body) in answers.items()
    }


def compare(folder, ours, constant, path, constant_path, headers, requests=REQUESTS):
    """Return what was seen of one path of ours beside one of the constant, which sends the same bytes."""
    sides = [
        rounds.Side("ours", lambda: crowd(ours, path, headers, folder, requests)),
        rounds.Side("constant", lambda: crowd(constant, constant_path, headers, folder, requests)),
    ]
    seen = rounds.compare(sides, ROUNDS)
    if len({result["bytes"] // result["answered"] for results in seen.values() for result in results}) > 1:
        raise AssertionError("The two did not send the same bytes.")
    return {
        "per_second": {name: rounds.per_second(results) for name, results in seen.items()},
        "cpu_ms": {name: rounds.middle(results, "cpu_ms") for name, results in seen.items()},
        "ratio": rounds.ratio(seen["ours"], seen["constant"]),
        "bytes": seen["ours"][0]["bytes"] // seen["ours"][0]["answered"],
        "statuses": seen["ours"][0]["statuses"],
    }


def crowd(server, path, headers, folder, requests):
    """Ask a server so many times for a path; return what the crowd saw."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *(f"{k}: {v}" for k, v in headers.items())]
    file = folder / "requests.pickle"
    file.write_bytes(pickle.dumps(["\r\n".join([*lines, "", ""]).encode()]))
    return load.run(file, server, CLIENTS, requests)


def _print(figures):
    rows = []
    for name, case in figures.items():
        if name == "season":
            continue
        ratio, least, most = case["ratio"]
        rows.append(
            (
                name, case["per_second"]["ours"], case["per_second"]["constant"], case["cpu_ms"]["ours"],
                case["cpu_ms"]["constant"], f"{ratio:.2f}  ({least:.2f} to {most:.2f})", f"{case['bytes']:,}",
            )
        )  # fmt: skip
    report.table(["", "ours/s", "constant/s", "our CPU ms", "its CPU ms", "ratio", "bytes"], rows)
