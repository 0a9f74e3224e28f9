"""The texts that come with WIRkstätte in other languages: one for every mail, with all that the German one says."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications import delivery, own_texts, placeholders, previews, writing
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import announcing, subscribing, translating
from app.programme.models import ONLINE, ONSITE
from app.programme.subscribers import WEEKLY
from app.public_forms import MAIL_LANGUAGES
from app.registrations import actions, changing, finding, forgetting, inviting
from app.registrations import jobs as guest_jobs
from app.rooms import asking, closing, deciding, jobs, team_bookings, watching
from app.rooms.closure_plans import Plan
from app.rooms.persons import RoomWatch
from tests.make import a_format, a_place, a_registration, a_room, an_event, an_open_request
from tests.make_followers import a_follower
from tests.make_moving import tell_changes
from tests.make_planning import statements
from tests.notifications.test_own_texts import words_of

REMINDER = "registrations/mail/reminder"
LINK = re.compile(r"https?://\S+")


@pytest.fixture
def engine():
    """What a text becomes does not depend on the database."""
    return "sqlite"


def links_of(body):
    # Who does not want an offered seat is led to the page of it, or right to its last button.
    return {link.removesuffix("/absagen") for link in LINK.findall(body.rpartition("\n\n")[0])}


def check(template, facts):
    """What is wrong with the texts of a mail with these facts: [(language, why)]."""
    table, wrong = placeholders.tables()[template], []
    _subject, german, _language = writing.default(template, facts)
    because = writing.because(template, facts)
    for language in (each for each in MAIL_LANGUAGES if each != "de"):
        text = own_texts.shipped(template, language)
        if text is None:
            wrong.append((template, language, "missing"))
            continue
        subject, body, said_in = writing.filled(template, text, {**facts, "language": language})
        lost = links_of(german) - links_of(body)
        needs = placeholders.missing(text.body, table, language)
        if lost or needs or len(subject) > 200 or said_in != language:
            wrong.append((template, language, lost, needs))
        if because in body:
            wrong.append((template, language, because))
    return wrong


@pytest.fixture
def wrong(monkeypatch):
    """{template: what is wrong}, of all that is delivered from now on and comes in other languages."""
    found, write = {}, writing.written

    def written(template, facts):
        table = placeholders.tables().get(template)
        if table is not None and len(table.languages) > 1:
            found.setdefault(template, []).extend(check(template, facts))
        return write(template, facts)

    monkeypatch.setattr(writing, "written", written)
    return found


def tell_guests(now):
    """Let guests be told nearly all that they can be told."""
    format = a_format(bring="eine Tasse", questions=[])
    event, later = (an_event(format=format, starts_at=now + timedelta(days=days)) for days in (5, 12))
    moving = a_registration(event)
    delivery.deliver_messages()
    changing.move_to(moving.id, later.id)
    finding.send_links(moving.email)
    inviting.invite(event.id, [("Gast", "eingeladen@example.org")])
    actions.remove(a_registration(event).id, "Doppelt")
    actions.give_up(a_registration(event).id)
    both = an_event(format=format, seats={ONSITE: 3, ONLINE: 3}, starts_at=now + timedelta(days=3))
    a_registration(both, kind=ONLINE)
    held = a_registration(both, is_confirmed=False)
    delivery.deliver_messages()
    actions.change_seats(held.id, 2)
    full = an_event(capacity=1, starts_at=now + timedelta(days=4), format_facts={"offers_seats": True})
    seated, _waiting = a_registration(full), a_registration(full, would_wait=True)
    delivery.deliver_messages()
    actions.give_up(seated.id)
    off = an_event(format=format, starts_at=now + timedelta(days=6))
    a_registration(off)
    delivery.deliver_messages()
    programme.cancel_event(off.id, "Die Leitung ist krank.", [later.id])
    forgetting.erase(a_registration(later).id)
    deliver_soon()


def tell_followers():
    """Let somebody follow twice, and hear of new dates at once and weekly."""
    format = a_format()
    follower, weekly = a_follower(format, is_confirmed=False), a_follower(format, "w@example.org", WEEKLY)
    delivery.deliver_messages()
    subscribing.confirm(follower.id)
    a_follower(format)
    clock.stand_still(clock.now() + timedelta(minutes=1))
    an_event(format=format)
    for span in (timedelta(minutes=16), timedelta(days=7)):
        clock.stand_still(clock.now() + span)
        announcing.announce_events()
        announcing.tell_new_dates()
        delivery.deliver_messages()
    assert weekly.language == "de"


def tell_askers(now):
    """Let people who ask for rooms be told nearly all that they can be told."""
    hour, hall = timedelta(hours=1), a_room(place=a_place(street="Markt 1"))
    requests = [an_open_request(hall, now + timedelta(days=days), dates=2) for days in (6, 7, 8, 9, 10)]
    delivery.deliver_messages()
    accepted, declined, proposed, changed, withdrawn = (request.bookings for request in requests)
    deciding.accept(requests[0].id, None)
    deciding.decline(requests[1].id, None, "Da ist Chor.")
    deciding.propose(proposed[0].id, None, proposed[0].starts_at + hour, proposed[0].ends_at + hour, answer="Später?")
    asking.change(changed[0].id, changed[0].starts_at + hour, changed[0].ends_at + hour)
    asking.withdraw(requests[4].id)
    made = team_bookings.book(None, hall.id, now + timedelta(days=4), now + timedelta(days=4, hours=2), "Chor",
                              name="Mila", email="mila@example.org")  # fmt: skip
    begin = made.starts_at
    watching.watch(hall.id, begin, made.ends_at, "wartet@example.org")
    deliver_soon()
    watching.confirm(db.session.scalars(sa.select(RoomWatch.id)).one())
    team_bookings.move(made.id, None, begin + 5 * hour, begin + 7 * hour, reason="Da wird geputzt.")
    jobs.tell_watches()
    deliver_soon()
    team_bookings.call_off(made.id, None, "Wasserschaden.")
    day = clock.local(accepted[0].starts_at).replace(hour=0, minute=0, tzinfo=None)
    plan = Plan("Inventur", day, day + timedelta(days=1), room_id=hall.id)
    closing.create_closure(plan, {accepted[0].id: closing.CALL_OFF})
    deliver_soon()


def deliver_soon():
    for _time in range(2):
        clock.stand_still(clock.now() + timedelta(minutes=20))
        delivery.deliver_messages()


def test_every_mail_comes_in_every_language_with_all_links(app, at, wrong):
    now = at("2026-05-04 12:00")
    tell_askers(now)
    tell_guests(clock.now())
    tell_followers()
    real = set(wrong)

    for template, table in placeholders.tables().items():
        if len(table.languages) > 1 and template not in real:
            facts = previews.sample(template, "Team")
            wrong[template] = check(template, facts) if facts else "never sent"

    assert {template: each for template, each in wrong.items() if each} == {}
    assert len(real) >= 26, sorted(real)


def test_whoever_speaks_another_language_gets_all_of_a_real_mail_in_it(app, at, smtp):
    now = at("2026-05-04 12:00")
    event = an_event(starts_at=now + timedelta(days=5), format_facts={"companions_max": 3})
    guest = a_registration(event, language="cs", name="Jana")
    actions.change_seats(guest.id, 3)
    delivery.deliver_messages()
    actions.give_up(guest.id)
    delivery.deliver_messages()

    changed, given_up = smtp.messages[-2:]
    text = words_of(changed)
    assert (changed["Subject"], given_up["Subject"]) == (
        f"Změna přihlášky: {event.title}", f"Přihláška zrušena: {event.title}",
    )  # fmt: skip
    assert "vaše přihláška byla změněna. Teď platí pro: 3 místa." in text
    # Nobody needs to confirm, or waits.
    assert "{" not in text
    assert "potvrďte" not in text
    assert "čekací" not in text
    assert "protože vaše přihláška na tuto akci byla ukončena." in words_of(given_up)


def test_it_names_the_day_and_what_is_attached_only_where_it_is(app, at, smtp):
    now = at("2026-05-04 12:00")
    facts = {"reminders_h": [24]}
    event = an_event(title="Nähen", starts_at=now + timedelta(days=5), capacity=1, format_facts=facts)
    a_registration(event, language="pl")
    a_registration(event, would_wait=True, language="pl")
    delivery.deliver_messages()

    start = now + timedelta(days=6)
    programme.move_event(event.id, [(start, start + timedelta(hours=2))])
    clock.stand_still(now + timedelta(minutes=30))
    tell_changes()
    delivery.deliver_messages()
    booked, waits = map(words_of, smtp.messages[-2:])
    clock.stand_still(start - timedelta(hours=20))
    guest_jobs.send_reminders()
    delivery.deliver_messages()

    attached = "W załączniku jest nowy termin do kalendarza."
    assert (attached in booked, attached in waits) == (True, False)
    assert smtp.messages[-1]["Subject"] == "Przypomnienie, niedziela, 10 maja 2026: Nähen"


def test_a_mail_in_another_language_takes_no_more_statements_than_one_in_german(app, at):
    at("2026-05-04 12:00")

    def each_more(language):
        few, many = (statements_of(number, language) for number in (1, 11))
        return many - few

    assert each_more("pl") == each_more("de")


def statements_of(number, language):
    """How many statements it takes to write to so many guests of one event that they have seats, and to remind them."""
    facts = {"bring": "Tuch", "reminders_h": [24]}
    event = an_event(starts_at=clock.now() + timedelta(days=5), capacity=number, format_facts=facts)
    translating.translate_format(event.format_id, "pl", name="Szycie", summary="Igła i nitka.")
    guests = [a_registration(event, language=language).about for _guest in range(number)]
    confirmed = statements(delivery.deliver_messages)
    clock.stand_still(event.starts_at - timedelta(hours=20))
    guest_jobs.send_reminders()
    reminded = statements(delivery.deliver_messages)
    assert db.session.query(Message).filter(Message.template == REMINDER, Message.about.in_(guests)).count() == number
    return confirmed + reminded
