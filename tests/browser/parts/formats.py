"""Pages about formats in full: picture, other languages, easy language, who follows a change."""

import sqlalchemy as sa

from app.database import db
from app.programme import actions, format_following, format_pictures, formats
from app.programme.models import DRAFT, ONSITE, Format
from tests.make import a_format, a_registration, a_room, an_area, an_event
from tests.make_formats import a_picture

NO_PAGES = ("format_pictures.picture",)
LONG = "Offene Nachbarschaftswerkstatt für Lastenfahrradreparaturen"


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    repair = db.session.scalar(sa.select(Format).where(Format.slug == "repair-cafe"))
    shown = _shown()
    calm, asked = a_format(name="Format ohne Termine"), _asked()
    called_off = an_event(format=calm, title="Abgesagtes in anderen Sprachen")
    actions.cancel_event(called_off.id, "Krank.")
    number = format_following.latest_change(asked.id)
    public = {
        "format with all there is": f"/formate/{shown.slug}",
        "event with registration elsewhere": f"/veranstaltungen/{an_event(format=shown).slug}",
        "no seats here but elsewhere": f"/veranstaltungen/{an_event(format=shown).slug}/platz",
        "format in Polish": "/formate/dreilaender-fruehstueck/pl",
        "format in easy language": f"/formate/{repair.slug}/leichte-sprache",
    }
    team = {
        "change a format with all there is": f"/team/formate/{shown.id}",
        "picture of a format": f"/team/formate/{shown.id}/bild",
        "no picture of a format yet": f"/team/formate/{calm.id}/bild",
        "format in another language": f"/team/formate/{repair.id}/sprachen",
        "format in easy language, team": f"/team/formate/{repair.id}/sprachen?sprache=easy",
        "event in another language": f"/team/veranstaltungen/{an_event(format=shown).id}/sprachen?sprache=cs",
        "called off, in another language": f"/team/veranstaltungen/{called_off.id}/sprachen",
        "who follows a format": f"/team/formate/{asked.id}/folgen?aenderung={number}",
        "nobody follows a format": f"/team/formate/{calm.id}/folgen",
    }
    return public, team


def _shown():
    """A format that says all it can, with a picture."""
    format = a_format(
        name=LONG, summary="Räder, die Lasten tragen, brauchen manchmal Hilfe.", mode="hybrid", capacity_online=30,
        audience="Alle, die fahren", audiences=["adults", "families"], min_age=12, minors="in Begleitung",
        registration="external", external_url="https://anmeldung.lastenradverbund-oberlausitz.example/kurs/12",
        interpreting=["pl", "cs", "dgs"], further_areas=[an_area(title="Bildung und Lernen")], layout="Stuhlkreis",
        barrier_need="wheelchair", questions=["Welches Rad?"], reminders_h=[24, 2], report_tags=["Reparaturen"],
        contact_email="werkstatt@example.org", min_participants=5, room_needs=["Induktionsschleife"],
    )  # fmt: skip
    format_pictures.set_picture(format.id, a_picture((1600, 1000), "#B27B1F"), "Eine Werkbank in warmem Licht")
    return format


def _asked():
    """A format that was changed, with events that would follow, could not, and are drafts."""
    format = a_format(name="Gefragtes Format", capacity=10)
    full = an_event(format=format, capacity=10, title="Volles")
    a_registration(full, seats=2)
    an_event(format=format, capacity=10, state=DRAFT)
    an_event(format=format, seats={ONSITE: 10}, room_ids=[a_room(capacity=10).id], title="In kleinem Raum")
    formats.change_format(
        format.id, name="Gefragteres Format", capacity=30, languages=["de", "pl"], opens_days=7, closes_hours=2,
        minutes=90, min_participants=3, interpreting=["cs"],
    )  # fmt: skip
    return format
