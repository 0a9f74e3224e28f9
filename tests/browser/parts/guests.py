"""Pages on which guests manage what they booked, and the team's desk about them."""

from datetime import timedelta

from app import clock
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, files, invitation_mails, inviting, links
from tests.make import a_format, a_registration, an_event

NO_PAGES = (
    "manage.ticket_picture", "manage.copy_file", "registrations.invited", "desk.handed_in", "guest_lists.export",
)  # fmt: skip
EVERYTHING = ["wheelchairs", "needs", "carers", "names", "language", "minors", "photos", "statistics"]
QUESTIONS = [
    "Was bringen Sie mit?",
    {"key": "bank", "text": "Welche Werkbank?", "kind": "choice", "is_required": True, "purpose": "Für die Werkzeuge.",
     "options": [{"text": "Holz", "most": 1}, {"text": "Metall"}]},
    {"key": "holz", "text": "Welches Holz?", "only_if": {"key": "bank", "is": "Holz"}},
    {"key": "plan", "text": "Ihr Plan", "kind": "file"},
]  # fmt: skip


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    now = clock.now().replace(microsecond=0)
    format = a_format(name="Werkkurs", companions_max=3, asks=EVERYTHING, questions=QUESTIONS)
    event = an_event(format=format, seats={ONSITE: 8, ONLINE: 8}, title="Kurs mit Fragen")
    later = now + timedelta(days=30)
    an_event(format=format, seats={ONSITE: 8, ONLINE: 8}, starts_at=later, title="Kurs im Monat drauf")
    guest = a_registration(
        event, seats=2, needs=["loop"], people=[{"name": "Mila", "age": "6-9"}], carers=1, note="Ruft zurück",
        answers=[["Was bringen Sie mit?", "Ein Brett"], ["Ihr Plan", files.MARK + files.keep(b"%PDF-1.7")]],
    )  # fmt: skip
    a_registration(event, kind=ONLINE)
    slots = an_event(
        capacity=6, starts_at=now + timedelta(days=4), title="Sprechstunde",
        format_facts={"registration": "slot", "slot_minutes": 20, "companions_max": 0},
    )  # fmt: skip
    in_slot = a_registration(slots, parts=[f"slot:{slots.dates[0].id}:20"])
    spans = [(now + timedelta(days=n), now + timedelta(days=n, hours=2)) for n in (10, 17)]
    course = an_event(spans=spans, attendance="some", title="Kurs in Teilen")
    full = an_event(capacity=1, title="Voll mit Angebot", format_facts={"offers_seats": True, "companions_max": 3})
    seated, family = a_registration(full), a_registration(full, would_wait=True)
    waiting = a_registration(full, seats=3, would_wait=True)
    actions.give_up(seated.id)
    round_table = an_event(title="Runde der Eingeladenen", format_facts={"registration": "invite"})
    inviting.invite(round_table.id, [("Gast", "eingeladen@example.org")])
    inviting.make_links(round_table.id, 1)
    [(invitation, _state), *_rest] = inviting.invitations_of(round_table.id)
    token = invitation_mails.path(invitation).rpartition("/")[2]
    mine, on_team = links.manage_path(guest), f"/team/veranstaltungen/{event.id}"
    public = {
        "booking, everything asked": f"/veranstaltungen/{event.slug}/platz",
        "booking, slots": f"/veranstaltungen/{slots.slug}/platz",
        "booking, sessions": f"/veranstaltungen/{course.slug}/platz",
        "booking, invited": f"/veranstaltungen/{round_table.slug}/platz?einladung={token}",
        "manage, everything": mine, "manage, offered": links.manage_path(family),
        "manage, would take fewer": links.manage_path(waiting), "accept": f"{links.manage_path(family)}/annehmen",
        "decline": f"{links.manage_path(family)}/absagen", "change answers": f"{mine}/angaben",
        "other date": f"{mine}/termin", "other slot": f"{links.manage_path(in_slot)}/zeiten",
        "ticket": f"{mine}/eintrittskarte", "copy": f"{mine}/daten", "hand in": f"{mine}/datei/plan",
        "my seats": "/meine-plaetze", "my seats, sent": "/meine-plaetze/gesendet",
    }  # fmt: skip
    one, waits = f"/team/anmeldungen/{guest.id}", f"/team/anmeldungen/{waiting.id}"
    team = {
        "guests, filtered": f"{on_team}?q=gast&stand=dabei", "guests, none found": f"{on_team}?q=niemand",
        "a registration": one, "a registration that waits": waits, "move ahead": f"{waits}/vorziehen",
        "take back": f"{one}/zuruecknehmen", "other number": f"{one}/plaetze",
        "other date for a guest": f"{one}/termin", "book by telephone": f"{on_team}/telefon",
        "book a slot by telephone": f"/team/veranstaltungen/{slots.id}/telefon",
        "print guests": f"{on_team}/gaesteliste", "bring in a list": f"{on_team}/gaeste-einlesen",
        "write to guests": f"{on_team}/nachricht",
        "invitations": f"/team/veranstaltungen/{round_table.id}/einladungen",
        "what a format asks": f"/team/formate/{format.id}/anmeldung",
        "a new question": f"/team/formate/{format.id}/anmeldung/frage",
        "a question": f"/team/formate/{format.id}/anmeldung/frage/bank",
        "a question removed": f"/team/formate/{format.id}/anmeldung/frage/holz/streichen",
        "record of processing": "/team/haus/verarbeitung",
    }  # fmt: skip
    return public, team
