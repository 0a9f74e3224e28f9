"""Pages after an event: three questions, certificates, what the team reads of it."""

from datetime import timedelta

from app import clock
from app.database import db, transaction
from app.registrations import after_actions, links
from app.registrations.entrances import CheckIn
from app.registrations.models import Registration
from tests.make import a_registration, an_event

NO_PAGES = ("after.delete_sentence",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    over, few = _held("Schon vorbei"), _held("Gerade vorbei")
    came, stayed, plain = over[1]
    event, coming = over[0], an_event(title="Kommt noch")
    code = after_actions.issue_certificate(came.id).code
    for words in ("Mehr Zeit zum Ausprobieren wäre schön.", "Sehr freundlich.", ""):
        after_actions.give_feedback(event.id, 5, 3, words)
    after_actions.give_feedback(few[0].id, 4)
    public = {
        "three questions": f"/veranstaltungen/{event.slug}/rueckmeldung",
        "three questions too early": f"/veranstaltungen/{coming.slug}/rueckmeldung",
        "thanks for an answer": f"/veranstaltungen/{event.slug}/rueckmeldung/danke",
        "certificate": f"{links.manage_path(came)}/bescheinigung",
        "certificate to be issued": f"{links.manage_path(plain)}/bescheinigung",
        "no certificate": f"{links.manage_path(stayed)}/bescheinigung",
        "certificate to be verified": "/bescheinigung",
        "certificate verified": f"/bescheinigung/{code}",
    }
    team = {
        "reminders of an event": f"/team/veranstaltungen/{coming.id}/erinnerungen",
        "what guests say": f"/team/veranstaltungen/{event.id}/rueckmeldungen",
        "what too few guests say": f"/team/veranstaltungen/{few[0].id}/rueckmeldungen",
        "what nobody says": f"/team/veranstaltungen/{coming.id}/rueckmeldungen",
    }
    return public, team


def _held(title):
    """An event that was yesterday, with three guests of whom two came."""
    start = clock.now().replace(microsecond=0) + timedelta(days=1)
    event = an_event(title=title, starts_at=start)
    guests = [a_registration(event, name=name) for name in ("Jana Nowak", "Piotr Wójcik", "Zoë Müller")]
    over = start - timedelta(days=2)
    with transaction():
        date = event.dates[0]
        date = db.session.merge(date)
        date.starts_at, date.ends_at = over, over + timedelta(hours=2)
        for each in (guests[0], guests[2]):
            row = db.session.get(Registration, each.id)
            row.state = "attended"
            db.session.add(CheckIn(registration_id=row.id, event_date_id=date.id, heads=1, came_at=over))
    return event, guests
