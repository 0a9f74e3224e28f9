"""Makers for formats in full."""

import io

from PIL import Image
from werkzeug.datastructures import FileStorage

# What a format says in full, as its form sends it.
IN_FULL = {
    "name": "Strickabend", "summary": "Wir stricken.", "audience": "Alle mit zwei Händen",
    "audiences": ["adults", "seniors"],
    "mode": "hybrid", "minutes": "90", "capacity": "12", "capacity_online": "40", "min_participants": "5",
    "decide_hours": "48", "languages": ["de", "pl"], "interpreting": ["cs", "dgs"], "registration": "external",
    "external_url": "https://anmeldung.example/stricken?x=1", "companions_max": "0", "closes_hours": "2",
    "questions": "Welche Wolle?\n\nWelche Farbe?", "reminders_h": "2, 24",
    "report_tags": "Schals", "min_age": "12", "minors": "in Begleitung", "contact_email": "Stricken@Example.org",
    "cost": "kostenlos", "photo_rule": "Keine Gesichter.", "barrier_need": "wheelchair",
}  # fmt: skip


def a_picture(size=(60, 40), colour="red", format="JPEG"):
    """The bytes of a picture of one colour."""
    sink = io.BytesIO()
    Image.new("RGB", size, colour).save(sink, format)
    return sink.getvalue()


def a_file(data=None, name="bild.jpg"):
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(a_picture() if data is None else data), name)
