"""The same pages of a small house and of a large one, asked in turn: how much slower they get, in how many statements.

What is compared is the p95 of all questions; the ratios of single rounds stand beside it.
"""

import time
from statistics import median, quantiles

from bench import rounds, servers, statements

MOST_GROWTH = 1.5


def count_statements(app, path):
    """Return how many statements a page takes when it is made anew. Raises AssertionError where it is refused."""
    app.extensions["pages"].__init__()
    with statements.counted() as seen:
        if app.test_client().get(path).status_code != 200:
            raise AssertionError(f"{path} was refused.")
    return len(seen)


def asking(server, path, engine=None, change=None, at_once=10):
    """Return a round of questions; a change before each, if there is one, has the page made anew."""

    def run():
        times = []
        for _number in range(at_once):
            if change is not None:
                with engine.connect() as connection:
                    connection.execute(change)
            begin = time.perf_counter()
            status, _headers, _body = server.get(path)
            times.append(1000 * (time.perf_counter() - begin))
            if status != 200:
                raise AssertionError(f"{path} was answered with {status}.")
        return {"times_ms": times}

    return run


def compare(sides, pids, number, at_once=10):
    """Run two Sides, the small one first, so many rounds; return times and ratios, and the CPU ms of each process."""
    before = [servers.cpu_seconds(pid) for pid in pids]
    figures = compared([side.name for side in sides], rounds.compare(sides, number))
    after = [servers.cpu_seconds(pid) for pid in pids]
    asked = (number + 1) * at_once
    return {**figures, "cpu_ms": [1000 * (end - begin) / asked for begin, end in zip(before, after, strict=True)]}


def compared(names, seen):
    """Return p50 and p95 of both sides, and the ratio of the second to the first."""
    few, many = ([each["times_ms"] for each in seen[name]] for name in names)
    p50, p95 = (
        {name: of([one for times in side for one in times]) for name, side in zip(names, (few, many), strict=True)}
        for of in (median, p95_of)
    )
    of_rounds = sorted(p95_of(after) / p95_of(before) for before, after in zip(few, many, strict=True))
    return {
        "p50_ms": p50, "p95_ms": p95, "ratio": p95[names[1]] / p95[names[0]],
        "ratio_of_medians": p50[names[1]] / p50[names[0]], "least": of_rounds[0], "most": of_rounds[-1],
    }  # fmt: skip


def p95_of(times):
    """Return the time that 95 of 100 stay below."""
    return quantiles(times, n=20)[18]


def row(name, each):
    """Return a row of a table about what `compare` returned; see `heads`."""
    return (
        name, *each["p50_ms"].values(), *each["p95_ms"].values(),
        f"{each['ratio']:.2f}  ({each['least']:.2f} to {each['most']:.2f})", f"{each['ratio_of_medians']:.2f}",
        "{:.1f}, {:.1f}".format(*each["cpu_ms"]), "yes" if each["ratio"] <= MOST_GROWTH else "NO",
    )  # fmt: skip


def heads(names):
    """Return the heads of such a table."""
    return [
        "", *(f"p50 {name}" for name in names), *(f"p95 {name}" for name in names), "p95 ratio", "p50 ratio", "CPU ms",
        f"≤ {MOST_GROWTH}",
    ]  # fmt: skip
