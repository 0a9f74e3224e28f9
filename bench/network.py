"""The picture of the network over HTTP: 200 organisations that met at 100 events, and at 5,000, in the same run.

Asked as it is kept, and as it is made anew: after a change of the programme, and after the meetings were counted anew.
And the job that counts them.
"""

import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.alliance.models import OFFERED, InnovationArea, Offer, Organisation, organisation_areas
from app.database import db, transaction
from app.programme import network_counting, network_queries
from app.programme.models import Event, EventDate, Format, ProgrammeRevision, event_areas, event_hosts
from app.programme.networks import BY_ORGANISATION, NetworkCount
from bench import growth, house, report, rounds, servers

ORGANISATIONS, FEW, MANY, AREAS = 200, 100, 5_000, 4
ROUNDS = 9
SIDES = (f"{FEW} events", f"{MANY:,} events")
PICTURE, SUGGESTIONS = PATHS = "/netzwerk", "/netzwerk/vorschlaege"
# What changes before each question: the page in memory is old then.
PROGRAMME = sa.update(ProgrammeRevision).values(number=ProgrammeRevision.number + 1)
COUNT = sa.update(NetworkCount).values(revision=NetworkCount.revision + 1)
CASES = {
    "picture, made anew": (PICTURE, PROGRAMME), "picture, after a count": (PICTURE, COUNT),
    "picture, kept": (PICTURE, None), "all suggestions, made anew": (SUGGESTIONS, PROGRAMME),
}  # fmt: skip


def main(engines=house.ENGINES):
    """Measure on each engine, print and keep."""
    for engine in engines:
        print(f"Network of {ORGANISATIONS} organisations, {engine}: {FEW} and {MANY:,} events, one after the other")
        with (
            tempfile.TemporaryDirectory(prefix="wirk-bench-") as few_folder,
            tempfile.TemporaryDirectory(prefix="wirk-bench-") as many_folder,
            house.new_database(engine, few_folder) as few_url,
            house.new_database(engine, many_folder) as many_url,
        ):
            figures = measure((few_url, Path(few_folder)), (many_url, Path(many_folder)))
        _print(figures)
        report.keep(f"network-{engine}", {"engine": engine, **figures})


def measure(few, many):
    """Return times, ratios and numbers of statements; each of few and many is (address of the database, folder)."""
    figures = {"counting": {}, "statements": {}, "pairs": {}, "bytes": {}}
    for name, (url, folder), events in zip(SIDES, (few, many), (FEW, MANY), strict=True):
        with house.app_on(url, folder) as app, app.test_request_context():
            fill(events)
            figures["counting"][name] = _count()
            figures["pairs"][name] = len(network_queries.network().counted[BY_ORGANISATION])
            figures["statements"][name] = {path: growth.count_statements(app, path) for path in PATHS}
    engines = [sa.create_engine(url, isolation_level="AUTOCOMMIT") for url, _folder in (few, many)]
    with servers.our_house(*few) as of_few, servers.our_house(*many) as of_many:
        for words, (path, change) in CASES.items():
            sides = [
                rounds.Side(name, growth.asking(server, path, engine, change))
                for name, server, engine in zip(SIDES, (of_few, of_many), engines, strict=True)
            ]
            figures[words] = growth.compare(sides, [of_few.pid, of_many.pid], ROUNDS)
        for name, server in zip(SIDES, (of_few, of_many), strict=True):
            figures["bytes"][name] = {path: len(server.get(path)[2]) for path in PATHS}
    for engine in engines:
        engine.dispose()
    return figures


def fill(events):
    """Fill the house with organisations that host so many events together, all of them over.

    Written past the acts, which would take minutes, but with the same rows.
    """
    chance, now = random.Random(4711), clock.now()
    with transaction():
        areas = [
            InnovationArea(key=f"bereich-{number}", title=f"Bereich {number}", position=number)
            for number in range(AREAS)
        ]  # fmt: skip
        formats = [
            Format(
                key=f"format-{number}", slug=f"format-{number}", name=f"Format {number}", area=area, minutes=120,
                capacity=20, mode="physical", registration="seat",
            )
            for number, area in enumerate(areas)
        ]  # fmt: skip
        db.session.add_all([*areas, *formats])
        db.session.flush()
        area_ids, format_ids = [area.id for area in areas], [format.id for format in formats]
        groups = ("science", "business", "administration", "civil-society", None)
        _insert(Organisation.__table__, [
            {
                "id": number, "key": f"organisation-{number}", "name": f"Organisation Nummer {number}",
                "country": chance.choice(["DE", "DE", "PL", "CZ"]), "actor_group": chance.choice(groups),
                "is_demo": False,
            }
            for number in range(1, ORGANISATIONS + 1)
        ])  # fmt: skip
        everybody = range(1, ORGANISATIONS + 1)
        _insert(organisation_areas, [
            {"organisation_id": number, "area_id": area_id}
            for number in everybody for area_id in chance.sample(area_ids, chance.choice([1, 1, 2]))
        ])  # fmt: skip
        _insert(Offer.__table__, [
            {"organisation_id": number, "direction": direction, "kind": chance.choice(OFFERED), "text": "Etwas"}
            for number in everybody for direction in ("offer", "seek")
        ])  # fmt: skip
        _fill_events(chance, now, events, area_ids, format_ids)
        # Written past the session, which would have noticed.
        db.session.execute(PROGRAMME)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _fill_events(chance, now, events, area_ids, format_ids):
    numbers = range(1, events + 1)
    starts = {number: now - timedelta(hours=3 + number * 5) for number in numbers}
    own = {number: chance.randrange(AREAS) for number in numbers}
    _insert(Event.__table__, [
        {
            "id": number, "slug": f"veranstaltung-{number}", "title": f"Veranstaltung {number}", "state": "published",
            "format_id": format_ids[own[number]], "area_id": area_ids[own[number]], "languages": ["de"],
            "sign_language": False, "note": "", "cancel_reason": "", "sequence": 0, "created_at": now,
            "changed_at": now, "is_demo": False,
        }
        for number in numbers
    ])  # fmt: skip
    _insert(EventDate.__table__, [
        {"event_id": number, "starts_at": at, "ends_at": at + timedelta(hours=2), "uid": f"bench-{number}"}
        for number, at in starts.items()
    ])  # fmt: skip
    _insert(event_hosts, [
        {"event_id": number, "organisation_id": host, "position": position}
        for number in numbers
        for position, host in enumerate(chance.sample(range(1, ORGANISATIONS + 1), chance.choice([1, 2, 2, 3])))
    ])  # fmt: skip
    _insert(event_areas, [
        {"event_id": number, "area_id": area_ids[(own[number] + 1) % AREAS]} for number in numbers if number % 5 == 0
    ])  # fmt: skip


def _insert(table, rows):
    db.session.execute(sa.insert(table), rows)


def _count():
    """Return milliseconds of counting everything, of counting it again where nothing differs, and of an idle tick."""
    times = {"everything": _timed(network_counting.count_meetings)}
    with transaction():
        db.session.execute(sa.update(NetworkCount).values(programme_number=-1))
    times["again"] = _timed(network_counting.count_meetings)
    times["idle"] = _timed(network_counting.count_meetings)
    return times


def _timed(act):
    begin = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begin)


def _print(figures):
    rows = [growth.row(name, each) for name, each in figures.items() if "p95_ms" in each]
    report.table(growth.heads(SIDES), rows)
    for name in SIDES:
        count = ", ".join(f"{kind} {ms:.1f} ms" for kind, ms in figures["counting"][name].items())
        asked = ", ".join(f"{path} {number}" for path, number in figures["statements"][name].items())
        print(f"  {name}: {figures['pairs'][name]:,} pairs; counting: {count}; statements: {asked}")
