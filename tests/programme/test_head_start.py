"""From an idea to an event: who supported it is told when seats open, and may book a little before everyone else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.alliance import idea_deciding, idea_links, idea_queries, supporting
from app.alliance.houses import House
from app.alliance.idea_rules import IdeaRefusal
from app.alliance.ideas import COMBINED, DECLINED, PLANNED, IdeaSupport
from app.database import db, transaction
from app.errors import Refused
from app.notifications import texts
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import idea_jobs
from app.programme.models import PUBLISHED, Event
from app.registrations import actions as registrations
from app.registrations.models import Registration
from app.registrations.rules import SeatRefusal
from tests.dumps import everything
from tests.make import a_format, an_event
from tests.make_ideas import a_new_idea, a_public_idea, a_support, an_answer, an_event_from
from tests.registrations.conftest import Guest

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
EMAIL = "jana@example.org"


@pytest.fixture(autouse=True)
def now(app, at):
    """Friday, 1 May 2026, noon."""
    return at("2026-05-01 12:00")


@pytest.fixture
def idea(now):
    """An idea that Jana supports."""
    return a_public_idea(title="Näh-Café", supporters=[EMAIL], email="autorin@example.org")


def publish(event, **facts):
    return programme.change_event(event.id, state=PUBLISHED, **facts)


def told():
    """Who was told that seats are open, in order."""
    idea_jobs.tell_supporters()
    db.session.rollback()
    return list(
        db.session.scalars(
            sa.select(Message.recipient).where(Message.template.endswith("idea_seats_open")).order_by(Message.id)
        )
    )


def fresh(row):
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def support_of(idea, email=EMAIL):
    return idea_queries.find_support_of(idea.id, email)


def book(event, support=None, email=EMAIL):
    registrations.book_seat(event.id, "onsite", 1, "Jana", email, support_id=support and support.id)


def refusal_of(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def test_planning_answers_the_idea_and_is_on_record(idea):
    event = an_event_from(idea)

    assert (fresh(idea).event_id, fresh(idea).answer) == (event.id, PLANNED)
    assert [each.what for each in idea_queries.decisions_of(idea.id)] == ["published", PLANNED]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "answer_idea")).one()
    assert entry.details == {"changed": {"answer": [None, PLANNED]}, "event": event.id}


def test_an_answer_written_before_stays_when_the_event_is_planned(idea):
    an_answer(idea, PLANNED, "Im Herbst.")

    an_event_from(idea)

    assert fresh(idea).answer_text == "Im Herbst."


@pytest.mark.parametrize(
    ("how", "reason"),
    [("new", IdeaRefusal.NOT_PUBLIC), ("combined", IdeaRefusal.COMBINED_STAYS), ("planned", IdeaRefusal.HAS_EVENT)],
)
def test_what_cannot_be_planned_leaves_no_event(idea, how, reason):
    if how == "new":
        idea = a_new_idea()
    elif how == "combined":
        an_answer(idea, COMBINED, other=a_public_idea())
    else:
        an_event_from(idea)
    format = a_format()
    before = everything()

    assert refusal_of(an_event_from, idea, format=format) is reason
    assert everything() == before


def test_what_was_declined_can_be_planned_after_all(idea):
    an_answer(idea, DECLINED, "Zu teuer")

    an_event_from(idea)

    assert (fresh(idea).answer, fresh(idea).answer_text) == (PLANNED, "")


def test_with_an_event_there_is_no_other_answer(idea):
    an_event_from(idea)
    facts = {"seen": 2, "has_event": True}

    assert refusal_of(idea_deciding.answer, idea.id, DECLINED, "Nein", **facts) is IdeaRefusal.HAS_EVENT


def test_as_long_as_it_is_a_draft_nobody_is_told(idea):
    an_event_from(idea)

    assert told() == []


def test_published_supporters_are_told_and_everyone_else_waits(idea, now):
    event = publish(an_event_from(idea))

    assert fresh(event).opens_at == now + DAY
    assert told() == ["autorin@example.org", EMAIL]
    assert refusal_of(book, event, email="andere@example.org") is SeatRefusal.NOT_YET_OPEN


def test_planned_and_published_at_once_is_the_same(idea, now):
    event = an_event_from(idea, state=PUBLISHED)

    assert (fresh(event).opens_at, len(told())) == (now + DAY, 2)


def test_each_is_told_once(idea):
    publish(an_event_from(idea))

    assert len(told()) == len(told()) == 2


def test_told_they_may_book_and_nobody_with_their_link(idea):
    event = publish(an_event_from(idea))
    told()
    support = support_of(idea)

    book(event, support)

    assert db.session.scalar(sa.select(Registration.email)) == EMAIL
    assert refusal_of(book, event, support, "andere@example.org") is SeatRefusal.SUPPORTERS_ONLY


@pytest.mark.parametrize("how", ["not told yet", "taken back", "of another event", "forgotten", "not confirmed"])
def test_a_link_that_counts_no_more_opens_nothing(idea, how):
    event = publish(an_event_from(idea))
    support = support_of(idea)
    ident = support.id
    if how != "not told yet":
        told()
    if how == "taken back":
        supporting.take_back(ident)
    elif how == "forgotten":
        supporting.forget(ident)
    elif how == "of another event":
        event = an_event()
        with transaction():
            db.session.get(Event, event.id).opens_at = clock.now() + DAY
    elif how == "not confirmed":
        ident = a_support(idea, "halb@example.org", is_confirmed=False).id

    reason = refusal_of(registrations.book_seat, event.id, "onsite", 1, "Jana", EMAIL, support_id=ident)

    assert reason is SeatRefusal.SUPPORTERS_ONLY


@pytest.mark.parametrize(("later", "is_open"), [(DAY - SECOND, False), (DAY, True)])
def test_for_everyone_it_opens_when_the_head_start_is_over(idea, now, later, is_open):
    event = publish(an_event_from(idea))
    clock.stand_still(now + later)

    if is_open:
        book(event, email="andere@example.org")
    else:
        assert refusal_of(book, event, email="andere@example.org") is SeatRefusal.NOT_YET_OPEN


@pytest.mark.parametrize(("earlier", "tells"), [(DAY + SECOND, False), (DAY, True), (HOUR, True)])
def test_where_it_opens_at_a_day_of_its_own_they_are_told_before(idea, now, earlier, tells):
    format = a_format(opens_days=7)
    event = publish(an_event_from(idea, format=format, starts_at=now + 20 * DAY))
    opens_at = now + 13 * DAY
    clock.stand_still(opens_at - earlier)

    assert bool(told()) is tells
    assert fresh(event).opens_at == opens_at
    if tells:
        book(event, support_of(idea))
    else:
        assert refusal_of(book, event, support_of(idea)) is SeatRefusal.SUPPORTERS_ONLY


def test_the_house_says_how_long_the_head_start_is(idea, now):
    with transaction():
        row = db.session.get(House, 1)
        row.idea_head_start_hours, row.revision = 48, row.revision + 1

    assert fresh(publish(an_event_from(idea))).opens_at == now + 2 * DAY


def test_without_a_head_start_it_opens_for_all_at_once_and_supporters_are_told(idea, now):
    with transaction():
        row = db.session.get(House, 1)
        row.idea_head_start_hours, row.revision = 0, row.revision + 1
    event = publish(an_event_from(idea))

    book(event, email="andere@example.org")

    assert len(told()) == 2


def test_of_a_short_time_they_get_half(idea, now):
    event = publish(an_event_from(idea, starts_at=now + 10 * HOUR))

    assert fresh(event).opens_at == now + 5 * HOUR


def test_nobody_waits_for_supporters_whom_nobody_can_tell(idea):
    for email in (EMAIL, "autorin@example.org"):
        supporting.forget(support_of(idea, email).id)

    assert fresh(publish(an_event_from(idea))).opens_at is None


def test_moved_in_the_meantime_the_head_start_stays(idea, now):
    event = publish(an_event_from(idea))
    clock.stand_still(now + 20 * HOUR)
    start = now + 12 * DAY
    programme.move_event(event.id, [(start, start + HOUR)])

    assert fresh(event).opens_at == now + DAY


def test_moved_after_it_opened_it_does_not_close_again(idea, now):
    event = publish(an_event_from(idea))
    clock.stand_still(now + 2 * DAY)
    start = now + 12 * DAY
    programme.move_event(event.id, [(start, start + HOUR)])

    assert fresh(event).opens_at is None


@pytest.mark.parametrize("how", ["cancelled", "started"])
def test_nobody_is_told_of_what_is_off_or_has_begun(idea, now, how):
    event = publish(an_event_from(idea))
    if how == "cancelled":
        programme.cancel_event(event.id, "Krank")
    else:
        clock.stand_still(event.starts_at)

    assert told() == []


def test_the_second_before_it_begins_is_not_too_late(idea):
    event = publish(an_event_from(idea))
    clock.stand_still(event.starts_at - SECOND)

    assert len(told()) == 2


def test_after_the_first_was_called_off_another_is_planned_and_told(idea):
    first = publish(an_event_from(idea))
    told()
    programme.cancel_event(first.id, "Krank")
    second = publish(an_event_from(idea))

    assert fresh(idea).event_id == second.id
    assert told().count(EMAIL) == 2


def test_those_of_a_combined_idea_are_told_once(idea):
    other = a_public_idea(supporters=[EMAIL, "ben@example.org"], email="zweite@example.org")
    an_answer(other, COMBINED, other=idea)
    publish(an_event_from(idea))

    assert sorted(told()) == ["autorin@example.org", "ben@example.org", EMAIL, "zweite@example.org"]


def test_who_supports_it_later_is_told_as_well(idea, now):
    publish(an_event_from(idea))
    told()
    clock.stand_still(now + HOUR)
    a_support(idea, "spaet@example.org")

    assert told()[-1] == "spaet@example.org"


def test_where_nobody_books_seats_they_are_told_that_it_takes_place(idea):
    event = publish(an_event_from(idea, format=a_format(registration="drop-in")))

    assert (len(told()), fresh(event).opens_at) == (2, None)


def test_the_mail_says_since_when_and_for_whom(idea, now):
    event = publish(an_event_from(idea, title="Näh-Café im Mai"))
    told()
    newest = sa.select(Message).where(Message.recipient == EMAIL).order_by(Message.id.desc())
    message = db.session.scalars(newest).first()

    mail = texts.build(message)
    early = mail.get_body(("plain",)).get_content()
    clock.stand_still(now + 2 * DAY)
    late = texts.build(message)

    path = idea_links.early_booking_path(event.slug, support_of(idea))
    assert mail["Subject"] == "Für Sie schon offen: Näh-Café im Mai"
    assert "Alle anderen können ab Samstag, 2. Mai, 12 Uhr buchen." in early.replace("\n", " ")
    assert f"http://localhost{path}" in early
    assert late["Subject"] == "Es ist so weit: Näh-Café im Mai"


@pytest.mark.parametrize(("days", "is_gone"), [(30, False), (31, True)])
def test_persons_are_forgotten_some_weeks_after_the_event_and_stay_counted(idea, days, is_gone):
    event = publish(an_event_from(idea))
    clock.stand_still(event.ends_at + timedelta(days=days))

    idea_jobs.forget_proposers()
    idea_jobs.forget_supporters()

    left = str(everything())
    assert (EMAIL in left, "autorin@example.org" in left) == (not is_gone, not is_gone)
    assert (fresh(idea).supporters, db.session.scalar(sa.select(sa.func.count(IdeaSupport.id)))) == (2, 2)


def test_the_page_of_the_event_says_for_whom_it_is_open(app, idea, now):
    event = publish(an_event_from(idea))
    guest = Guest(app.test_client())
    page = guest.get(f"/veranstaltungen/{event.slug}")
    clock.stand_still(now + 2 * DAY)
    after = guest.get(f"/veranstaltungen/{event.slug}")

    said = "Für Unterstützende der Idee sind die Plätze schon jetzt offen"
    assert said in page.words
    assert "für alle ab Samstag, 2. Mai, 12 Uhr." in page.words
    assert page.links("Näh-Café") == ["/ideen/naeh-cafe"]
    assert said not in after.words
    assert after.links("Platz buchen") == [f"/veranstaltungen/{event.slug}/platz"]


def test_a_supporter_books_before_everyone_else(app, idea):
    event = publish(an_event_from(idea))
    told()
    guest, path = Guest(app.test_client()), f"/veranstaltungen/{event.slug}/platz"
    closed = guest.get(path)
    first = guest.get(idea_links.early_booking_path(event.slug, support_of(idea)))
    second = guest.fill(first, path)
    third = guest.fill(second, path, name="Jana")
    done = guest.fill(third, path)

    assert closed.h1.startswith("Keine Buchung")
    assert "Für Sie sind die Plätze schon offen" in first.words
    assert first.headers["Cache-Control"] == "private, no-store"
    assert second.sent["email"] == EMAIL
    assert done.location == f"{path}/fast-geschafft"
    assert db.session.scalar(sa.select(Registration.email)) == EMAIL


def test_with_another_address_the_form_says_why_not(app, idea):
    event = publish(an_event_from(idea))
    told()
    guest, path = Guest(app.test_client()), f"/veranstaltungen/{event.slug}/platz"
    page = guest.get(idea_links.early_booking_path(event.slug, support_of(idea)))
    for fields in ({}, {"name": "Jana", "email": "andere@example.org"}, {}):
        page = guest.fill(page, path, **fields)

    assert (page.status, "mit der E-Mail-Adresse von damals" in page.refusal) == (409, True)
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


@pytest.mark.parametrize("token", ["x", "W10.x"])
def test_a_forged_link_is_as_good_as_none(app, idea, token):
    event = publish(an_event_from(idea))

    page = Guest(app.test_client()).get(f"/veranstaltungen/{event.slug}/platz", idee=token)

    assert (page.status, page.h1.startswith("Keine Buchung")) == (200, True)


def test_the_page_of_a_supporter_leads_to_the_seats(app, idea):
    event = publish(an_event_from(idea))
    told()
    support = support_of(idea)

    page = Guest(app.test_client()).get(idea_links.support_path(support))

    assert page.links("Platz buchen") == [idea_links.early_booking_path(event.slug, support)]


def test_drafts_stay_unknown_on_the_page_of_the_idea(app, idea):
    an_event_from(idea, title="Geheimer Titel")
    guest = Guest(app.test_client())
    page = guest.get("/ideen/naeh-cafe")

    assert "Geheimer Titel" not in page.words
    assert "Sobald es einen Termin gibt, steht er hier." in page.words


def test_the_page_of_the_idea_leads_to_the_event(app, idea, now):
    event = publish(an_event_from(idea, title="Näh-Café im Mai"))
    guest = Guest(app.test_client())

    early = guest.get("/ideen/naeh-cafe")
    clock.stand_still(now + 2 * DAY)
    late = guest.get("/ideen/naeh-cafe")

    for page in (early, late):
        assert page.links("Näh-Café im Mai") == [f"/veranstaltungen/{event.slug}"]
    assert ("Idee unterstützen" in early.buttons, "Idee unterstützen" in late.buttons) == (True, False)
