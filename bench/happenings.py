"""Houses with thousands of events, in rooms and with words as people write them, filled past the acts.

The rows are those that the acts write, but for what holds the rooms; the index of the search is written by the app.
"""

import random
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import indexing
from app.programme.afterwards import ClosingReport
from app.programme.models import (
    ONSITE,
    PUBLISHED,
    Event,
    EventDate,
    ProgrammeRevision,
    SeatLedger,
    event_date_bookings,
    event_hosts,
)
from app.rooms.bookings import Booking
from tests import make

TOWNS = ("Görlitz", "Zittau", "Bautzen", "Hoyerswerda", "Weißwasser", "Cottbus", "Löbau", "Kamenz")
FORMATS, ROOMS, HOSTS = 60, 24, 40
# What German words are made of; a programme of years knows some thousands.
_HEADS = (
    "Zukunfts", "Holz", "Energie", "Repair", "Garten", "Sprach", "Näh", "Musik", "Stadt", "Dorf", "Wasser", "Wald",
    "Kohle", "Struktur", "Bürger", "Jugend", "Kinder", "Frauen", "Fahrrad", "Digital", "Daten", "Robotik", "Druck",
    "Metall", "Textil", "Foto", "Film", "Theater", "Erzähl", "Geschichts", "Heimat", "Grenz", "Nachbarschafts",
    "Küchen",
    "Imker", "Kräuter", "Solar", "Wärme", "Verkehrs", "Gesundheits", "Pflege", "Familien", "Schul", "Ausbildungs",
    "Gründungs", "Handwerks", "Kultur", "Kunst", "Lese", "Spiele", "Tanz", "Umwelt", "Klima", "Boden", "Bau", "Möbel",
    "Ideen", "Förder", "Vereins", "Ehrenamts", "Tausch", "Leih", "Sonntags", "Abend",
)  # fmt: skip
_TAILS = (
    "werkstatt", "café", "gespräch", "kurs", "abend", "treffen", "runde", "labor", "forum", "tag", "fest", "beratung",
    "sprechstunde", "führung", "spaziergang", "markt", "börse", "dialog", "schule", "kreis", "übung", "planung", "plan",
    "projekt", "gruppe", "netzwerk", "wissen", "technik", "arbeit", "wirtschaft", "geräte", "material", "raum", "haus",
    "platz", "weg", "bild", "text", "spiel", "karte", "buch", "blatt", "frage", "antwort", "idee", "hilfe", "pflege",
    "kosten", "mittel", "recht", "vertrag", "versuch", "probe", "ausstellung", "vortrag", "bericht", "studie", "modell",
    "muster", "vorlage", "anleitung", "woche", "nachmittag", "frühstück",
)  # fmt: skip
_WORDS = tuple(f"{head}{tail}" for tail in _TAILS for head in _HEADS)
# The few are said often, the many seldom.
_OFTEN = tuple(1 / (place + 8) for place in range(len(_WORDS)))
BATCH = 500


def fill(coming=0, past=0):
    """Fill the house with so many public events to come and as many over; return (an event's slug, of the last past).

    Evenly over the rooms, one a day in each, from tomorrow on and back from yesterday. Every second past one has a
    report.
    """
    chance, now = random.Random(815), clock.now()
    places = [make.a_place(name=town, city=town, names={"pl": f"Miasto {town}"}) for town in TOWNS]
    rooms = [make.a_room(name=_title(chance), place=places[number % len(places)]) for number in range(ROOMS)]
    hosts = [make.an_organisation(f"{_title(chance)} e.V. {number}") for number in range(HOSTS)]
    areas = [make.an_area() for _number in range(4)]
    formats = [
        make.a_format(
            name=f"{chance.choice(_WORDS[:400])} {number}", summary=_text(chance, 12), description=_text(chance, 80),
            for_whom=_text(chance, 6), area=areas[number % 4], audiences=["children"] if number % 3 else ["everyone"],
        )
        for number in range(FORMATS)
    ]  # fmt: skip
    today = clock.today(now)
    days = [*(1 + number // ROOMS for number in range(coming)), *(-1 - number // ROOMS for number in range(past))]
    rows = {table: [] for table in (
        Event.__table__, EventDate.__table__, SeatLedger.__table__, Booking.__table__, event_date_bookings, event_hosts,
        ClosingReport.__table__,
    )}  # fmt: skip
    for number, day in enumerate(days, 1):
        starts_at = clock.from_wall(datetime.combine(today + timedelta(days=day), time(9 + number % 10)))
        span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        format, title = formats[number % FORMATS], _text(chance, 2)
        of_it = {
            Event.__table__: {
                "id": number, "slug": f"veranstaltung-{number}", "title": title, "state": PUBLISHED,
                "format_id": format.id, "area_id": format.area_id, "languages": ["de"], "note": _text(chance, 20),
                "published_at": now, "created_at": now, "changed_at": now,
            },
            EventDate.__table__: {"id": number, "event_id": number, "uid": f"bench-{number}", **span},
            SeatLedger.__table__: {"event_id": number, "kind": ONSITE, "capacity": 20, "taken": number % 21},
            Booking.__table__: {
                "id": number, "room_id": rooms[number % ROOMS].id, "title": title, "booked_at": now, "changed_at": now,
                **span,
            },
            event_date_bookings: {"event_date_id": number, "booking_id": number},
            event_hosts: {"event_id": number, "organisation_id": chance.choice(hosts).id, "position": 0},
        }  # fmt: skip
        if day < 0 and number % 2:
            of_it[ClosingReport.__table__] = {
                "event_id": number, "came_onsite": 12, "report": _text(chance, 30), "closed_at": now,
            }  # fmt: skip
        for table, row in of_it.items():
            rows[table].append(row)
    with transaction():
        for table, some in rows.items():
            if some:
                db.session.execute(sa.insert(table), some)
        # Written past the session, which would have noticed.
        db.session.execute(sa.update(ProgrammeRevision).values(number=ProgrammeRevision.number + 1))
    for begin in range(0, len(days), BATCH):
        with transaction():
            indexing.write(list(range(begin + 1, min(begin + BATCH, len(days)) + 1)))
        db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _title(chance):
    return chance.choice(_WORDS)


def _text(chance, amount):
    return " ".join(chance.choices(_WORDS, _OFTEN, k=amount)) + "."
