"""The programme over HTTP: with 60 events to come and with 5,000; and the archive and its search over 20,000 past ones.

Every page is made anew for each question, but where it says "kept". The search is compared with the same one among few
events, and with its own statements run by the bare driver.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from app.database import db
from app.programme.models import ProgrammeRevision
from bench import growth, happenings, house, report, rounds, script, servers, statements

FEW, MANY, FEW_PAST, MANY_PAST = 60, 5_000, 200, 20_000
ROUNDS = 9
ANEW = sa.update(ProgrammeRevision).values(number=ProgrammeRevision.number + 1)
SLUG = "/veranstaltungen/veranstaltung-60"
COMING = {
    "programme": ("/programm", ANEW), "programme, kept": ("/programm", None),
    "programme, second page": ("/programm?seite=2", ANEW), "programme, free seats": ("/programm?frei=1", ANEW),
    "programme, searched": ("/programm?q=werkstatt", ANEW), "week": ("/programm?ansicht=woche", ANEW),
    "page of an event": (SLUG, ANEW),
}  # fmt: skip
# A part of many words; a word and a town; two typing errors; what nobody has ever said.
SEARCHES = {
    "a part of words": "werkstatt", "a word and a town": "robotiklabor gorlitz", "mistyped": "zukunfzwerkstatt",
    "mistyped twice": "strukturdilog zitau", "in vain": "quaxiplimpf",
}  # fmt: skip
PAST = {"archive": "/archiv", **{f"search, {name}": f"/archiv?q={q.replace(' ', '+')}" for name, q in SEARCHES.items()}}


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Programme of {FEW} and of {MANY:,} events, archive of {FEW_PAST} and of {MANY_PAST:,}, {engine}")
        figures = {
            "coming": _of_two_houses(engine, measure_coming, {"coming": FEW}, {"coming": MANY}),
            "past": _of_two_houses(engine, measure_past, {"past": FEW_PAST}, {"past": MANY_PAST}),
        }
        _print(figures)
        report.keep(f"programme-{engine}", {"engine": engine, **figures})


def _of_two_houses(engine, measure, *amounts):
    with (
        tempfile.TemporaryDirectory(prefix="wirk-bench-") as few_folder,
        tempfile.TemporaryDirectory(prefix="wirk-bench-") as many_folder,
        house.new_database(engine, few_folder) as few_url,
        house.new_database(engine, many_folder) as many_url,
    ):
        both = [(few_url, Path(few_folder)), (many_url, Path(many_folder))]
        return measure(both, [_filled(*each, amount) for each, amount in zip(both, amounts, strict=True)])


def _filled(url, folder, amount):
    """Fill a house; return {name: number of statements} and {name: Steps} of its pages."""
    counted, steps = {}, {}
    pages = {name: path for name, (path, _change) in COMING.items()} if "coming" in amount else PAST
    with house.app_on(url, folder) as app:
        happenings.fill(**amount)
        for name, path in pages.items():
            counted[name] = growth.count_statements(app, path)
            app.extensions["pages"].__init__()
            with statements.counted():
                steps[name] = script.record(
                    db.engine, lambda path=path: app.test_client().get(path), slot_of=lambda value: value
                )
    return {"statements": counted, "steps": steps}


def measure_coming(both, filled):
    """Return for each page: times of both houses, their ratio, statements."""
    names = [f"{FEW} events", f"{MANY:,} events"]
    return _compared(both, filled, names, COMING)


def measure_past(both, filled):
    """Return for each page: times of both houses, their ratio, statements; and the ratio to the bare SQL."""
    names = [f"{FEW_PAST} events", f"{MANY_PAST:,} events"]
    figures = _compared(both, filled, names, {name: (path, ANEW) for name, path in PAST.items()})
    url, folder = both[1]
    connection, engine = script.connect(url), sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with servers.our_house(url, folder) as ours:
        for name, path in PAST.items():
            sides = [
                rounds.Side("ours", growth.asking(ours, path, engine, ANEW)),
                rounds.Side("bare SQL", _bare(connection, filled[1]["steps"][name])),
            ]
            seen = rounds.compare(sides, ROUNDS)
            middle = {side: median(one for each in some for one in each["times_ms"]) for side, some in seen.items()}
            figures[name] |= {"sql_ms": middle["bare SQL"], "by_sql": middle["ours"] / middle["bare SQL"]}
    connection.close()
    engine.dispose()
    return figures


def _compared(both, filled, names, cases):
    engines = [sa.create_engine(url, isolation_level="AUTOCOMMIT") for url, _folder in both]
    figures = {}
    with servers.our_house(*both[0]) as of_few, servers.our_house(*both[1]) as of_many:
        for name, (path, change) in cases.items():
            sides = [
                rounds.Side(side, growth.asking(server, path, engine, change))
                for side, server, engine in zip(names, (of_few, of_many), engines, strict=True)
            ]
            figures[name] = growth.compare(sides, [of_few.pid, of_many.pid], ROUNDS)
            figures[name]["statements"] = [each["statements"][name] for each in filled]
    for engine in engines:
        engine.dispose()
    return figures


def _bare(connection, steps):
    def run():
        times = []
        for _number in range(10):
            begin = time.perf_counter()
            for step in steps:
                connection.execute(step.sql, step.parameters).fetchall()
            connection.rollback()
            times.append(1000 * (time.perf_counter() - begin))
        return {"times_ms": times}

    return run


def _print(figures):
    for part in figures.values():
        names = list(next(iter(part.values()))["p50_ms"])
        rows = [
            (
                *growth.row(name, each), "{}, {}".format(*each["statements"]), each.get("sql_ms", ""),
                each.get("by_sql", ""),
            )
            for name, each in part.items()
        ]  # fmt: skip
        report.table([*growth.heads(names), "statements", "SQL ms", "by SQL"], rows)
        print()
