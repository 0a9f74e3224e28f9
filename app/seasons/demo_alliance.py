"""What the alliance of the demo wishes for and resolves, so that its pages are not empty: a season file tells none."""

from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.accounts.models import PROGRAMME
from app.alliance import body_actions
from app.alliance.bodies import AGAINST, CONSENT, FOR, UNDER_WAY, VOTE, Body
from app.alliance.ideas import FORMAT, PLANNED, PUBLIC, TOPIC, Idea, IdeaDecision
from app.alliance.models import InnovationArea, Organisation
from app.database import db
from app.programme import agenda, meetings, resolutions
from app.programme.models import Event, Format
from app.programme.queries import FIRST_START
from app.slugs import slug

BODY = "Bündnisrunde"
MEMBERS = (
    "Hochschule", "Forschungsinstitut", "Landkreis", "Stadt oder Gemeinde", "Handwerksbetrieb",
    "Stadtwerk / Energieversorger",
)  # fmt: skip
AGENDA = (
    ("Rückblick auf den letzten Monat", "Was lief gut, was ändern wir?"),
    ("Programm der nächsten Wochen", "Wer bringt was ein, und wo fehlt noch ein Raum?"),
    ("Neue Ideen", "Was wünschen sich die Menschen, und was davon planen wir?"),
)
# (title, text, kind, area, supporters, the house's answer)
WISHES = (
    ("Nähwerkstatt für Anfängerinnen und Anfänger", "Ein Abend im Monat mit Nähmaschinen und jemandem, der hilft.",
     FORMAT, "leben", 12, ""),
    ("Lesekreis in drei Sprachen", "Wir lesen kurze Texte auf Deutsch, Polnisch und Tschechisch und sprechen darüber.",
     FORMAT, "bildung", 7, "Das planen wir. Der erste Termin steht bald im Programm."),
    ("Strom vom eigenen Dach", "Was lohnt sich für ein Mietshaus, was für einen Hof? Beispiele aus der Nachbarschaft.",
     TOPIC, "energie", 3, ""),
)  # fmt: skip


def open_alliance():
    """Found a body that meets and has resolved something, and propose ideas. Part of loading the demo."""
    now = clock.now()
    monday = clock.today(now) - timedelta(days=clock.today(now).weekday())
    with audit.one_act():
        if not _has(Body, slug(BODY)):
            _found_body(monday)
        areas = dict(db.session.execute(sa.select(InnovationArea.key, InnovationArea.id)).all())
        for facts in WISHES:
            if not _has(Idea, slug(facts[0])):
                _propose(*facts, areas, clock.start_of(monday))


def _has(model, wanted):
    return db.session.scalar(sa.select(sa.exists().where(model.slug == wanted)))


def _found_body(monday):
    members = db.session.scalars(sa.select(Organisation).where(Organisation.name.in_(MEMBERS), Organisation.is_demo))
    members = sorted(members, key=lambda member: MEMBERS.index(member.name))
    event = db.session.scalar(
        sa.select(Event.id)
        .join(Format, Format.id == Event.format_id)
        .where(Format.key == "buendnis", Event.is_demo)
        .order_by(FIRST_START)
        .limit(1)
    )
    if not members or event is None:
        return
    body = body_actions.found_body(BODY, "Hier beraten die Partner und beschließen, wie es weitergeht.", CONSENT)
    body.is_demo = True
    for member in members:
        body_actions.add_member(body.id, member.id)
    meeting = meetings.connect_meeting(body.id, event)
    for title, text in AGENDA:
        agenda.add_item(meeting.id, title, text)
    _resolve(body.id, [member.id for member in members], monday)


def _resolve(body_id, members, monday):
    facts = {"is_demo": True, "owner_id": members[0]}
    first = resolutions.record_resolution(
        body_id, "Offene Werkstätten an einem Abend der Woche",
        "Jede Werkstatt öffnet an einem Abend der Woche für alle. Wer hilft, spricht sich vorher ab.", CONSENT,
        monday - timedelta(days=14), is_public=True, due_on=monday + timedelta(days=60), **facts,
    )  # fmt: skip
    resolutions.follow_up(
        first.id, UNDER_WAY, "Zwei Werkstätten haben schon geöffnet.", first.due_on, first.owner_id
    )  # fmt: skip
    votes = dict.fromkeys(members, FOR) | ({members[-1]: AGAINST} if len(members) > 2 else {})
    resolutions.record_resolution(
        body_id, "Einladungen in drei Sprachen", "Wir laden auf Deutsch, Polnisch und Tschechisch ein.", VOTE,
        monday - timedelta(days=14), votes=votes, is_public=True, due_on=monday + timedelta(days=30), **facts,
    )  # fmt: skip
    resolutions.record_resolution(
        body_id, "Ablauf der Sitzungen", "Unterlagen gehen eine Woche vorher an alle Mitglieder.", CONSENT,
        monday, due_on=monday + timedelta(days=90), **facts,
    )  # fmt: skip


def _propose(title, text, kind, area, supporters, answer, areas, monday: datetime):
    proposed, decided = monday - timedelta(days=20), monday - timedelta(days=18)
    idea = Idea(
        nonce=uuid4().hex, slug=slug(title), kind=kind, title=title, text=text, area_id=areas.get(area), state=PUBLIC,
        proposed_at=proposed, confirmed_at=proposed, supporters=supporters, is_demo=True,
    )  # fmt: skip
    db.session.add(idea)
    if answer:
        idea.answer, idea.answer_text, idea.answered_at = PLANNED, answer, decided
    db.session.flush()
    db.session.add(IdeaDecision(idea_id=idea.id, decided_at=proposed, role=PROGRAMME, what="published"))
    if answer:
        db.session.add(IdeaDecision(idea_id=idea.id, decided_at=decided, role=PROGRAMME, what=PLANNED, why=answer))
    db.session.flush()
