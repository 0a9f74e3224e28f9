"""A representative asks for rooms for their organisation: verified, at once; nobody else's are theirs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.notifications.models import Message
from app.rooms import asking, deciding, team_bookings
from app.rooms.bookings import BOOKED, CANCELLED, REQUESTED, Booking
from app.rooms.models import ASK, BOOK, NO
from app.rooms.persons import RoomRequest
from tests.make import PASSWORD, a_member_of_staff, a_policy, a_room, a_room_request, a_thing, an_organisation
from tests.make_organisations import a_representative
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"
WHEN = {"tag": "2026-05-14", "von": "14:00", "bis": "16:00", "purpose": "Vorstandssitzung"}
DAY = timedelta(days=1)


@pytest.fixture
def app(make_app, at, engine):
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def organisation(app):
    return an_organisation(name="Verein")


@pytest.fixture
def vera(app, organisation):
    """A representative, signed in."""
    a_representative(organisation)
    guest = Guest(app.test_client())
    guest.post("/team/anmelden", email="vertretung@example.org", password=PASSWORD)
    return guest


def ask(vera, organisation, room, **fields):
    path = f"/team/meine-organisation/{organisation.id}/raum"
    return vera.fill(vera.get(path), path, **{**WHEN, "raum": str(room.id), **fields})


def bookings():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Booking).order_by(Booking.id)).all()


def mails():
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


def test_where_the_team_decides_the_request_waits_at_once(vera, organisation):
    room = a_room()

    answer = ask(vera, organisation, room, personen="12", message="Mit Beamer.")

    [made] = bookings()
    assert (answer.status, answer.location) == (303, f"/team/meine-organisation/{organisation.id}#raeume")
    assert (made.state, made.title, made.persons) == (REQUESTED, "Vorstandssitzung", 12)
    wanted = made.request
    assert (wanted.organisation_id, wanted.is_verified, wanted.name, wanted.email) == (
        organisation.id, True, "Vera Vertreterin", "vertretung@example.org",
    )  # fmt: skip
    assert (wanted.message, wanted.confirmed_at is not None) == ("Mit Beamer.", True)
    assert mails() == ["requested", "house_new_request"]
    assert "Die Anfrage ist beim Team." in vera.get(f"/team/meine-organisation/{organisation.id}").body.decode()


def test_where_nobody_decides_the_room_is_booked(vera, organisation):
    room = a_room()
    a_policy(room, BOOK, who="organisation")

    ask(vera, organisation, room)

    assert ([each.state for each in bookings()], mails()) == ([BOOKED], ["booked"])


def test_what_anybody_says_for_an_organisation_is_still_decided(app, organisation):
    room = a_room()
    a_policy(room, BOOK, who="organisation")

    request = a_room_request(room, organisation_id=organisation.id)

    assert (request.is_verified, request.bookings[0].state) == (False, REQUESTED)


def test_the_policy_of_organisations_counts(vera, organisation):
    short, shut = a_room(name="Kurz"), a_room(name="Zu")
    a_policy(short, ASK, who="organisation", longest_min=60)
    a_policy(shut, NO, who="organisation")

    too_long = ask(vera, organisation, short)
    page = vera.get(f"/team/meine-organisation/{organisation.id}/raum")
    forged = ask(vera, organisation, shut)

    assert (too_long.status, "Bitte buchen Sie höchstens 1 Stunde." in too_long.refusal) == (409, True)
    assert page.tree.xpath("//select[@name='raum']/option/text()") == [short.place_line]
    assert (forged.status, bookings()) == (422, [])


@pytest.mark.parametrize(
    "fields", [{"tag": ""}, {"von": "x"}, {"bis": ""}, {"bis": "14:00"}, {"tag": "2026-05-01"}, {"purpose": " "},
               {"personen": "0"}, {"raum": "999"}]
)  # fmt: skip
def test_what_is_typed_badly_is_said(vera, organisation, fields):
    answer = ask(vera, organisation, a_room(), **fields)

    assert (answer.status, bookings()) == (422, [])


def test_what_is_taken_is_refused_and_leaves_nothing(vera, organisation):
    room = a_room()
    ask(vera, organisation, room)

    again = ask(vera, organisation, room)

    assert (again.status, len(bookings()), db.session.scalar(sa.select(sa.func.count(RoomRequest.id)))) == (409, 1, 1)


def test_a_form_sent_twice_asks_once(vera, organisation):
    room = a_room()
    path = f"/team/meine-organisation/{organisation.id}/raum"
    page = vera.get(path)

    answers = [vera.fill(page, path, **WHEN, raum=str(room.id)).status for _ in range(2)]

    assert (answers, len(bookings())) == ([303] * 2, 1)


def test_the_team_reads_that_it_is_verified(app, vera, organisation):
    ask(vera, organisation, a_room())
    a_member_of_staff()
    team = Guest(app.test_client())
    team.post("/team/anmelden", email="team@example.org", password=PASSWORD)

    page = team.get(f"/team/anfragen/{bookings()[0].request_id}")

    assert "Geprüft: von einer angemeldeten Vertretung gefragt" in page.words
    assert "Vera Vertreterin hat für die Organisation gefragt" in page.words


def test_another_time_is_asked_anew_only_where_somebody_decides(vera, organisation):
    room = a_room()
    a_policy(room, BOOK, who="organisation")
    ask(vera, organisation, room)
    [made] = bookings()

    asking.change(made.id, made.starts_at + DAY, made.ends_at + DAY)

    assert bookings()[0].state == BOOKED


# Nothing of others


def test_a_representative_calls_off_what_the_organisation_asked_for(vera, organisation):
    ask(vera, organisation, a_room())
    path = f"/team/meine-organisation/{organisation.id}/anfragen/{bookings()[0].request_id}/absagen"

    page = vera.get(path)
    done = vera.fill(page, path)

    acts = db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert (page.buttons, done.status, bookings()[0].state) == (["Absagen"], 303, CANCELLED)
    assert acts[-2:] == ["ask_for_organisation", "withdraw_for_organisation"]
    assert vera.get(path).buttons == []


def test_bookings_of_others_are_not_found(app, vera, organisation):
    jana, other = a_member_of_staff("jana@example.org").id, an_organisation()
    start = asking.clock.now() + 9 * DAY
    booked = team_bookings.book(
        jana, a_room().id, start, start + DAY / 12, "Fremd", name="A", email="a@example.org", organisation_id=other.id
    )
    claimed = a_room_request(a_room(), organisation_id=organisation.id)
    private = a_room_request(a_room())
    own = f"/team/meine-organisation/{organisation.id}"
    token = vera.get(f"{own}/raum").sent["csrf_token"]
    paths = [
        f"/team/meine-organisation/{other.id}", f"/team/meine-organisation/{other.id}/raum",
        *(f"/team/meine-organisation/{each.id}/anfragen/{ident}/absagen" for each in (other, organisation)
          for ident in (booked.request_id, claimed.id, private.id, 999)),
        *(f"/team/raumbuchungen/{ident}" for ident in (booked.id, claimed.bookings[0].id, private.bookings[0].id)),
    ]  # fmt: skip

    read = {path: vera.get(path).status for path in paths}
    written = {path: vera.post(path, csrf_token=token).status for path in paths if path.endswith(("raum", "absagen"))}

    assert set(read.values()) == {404}, read
    assert set(written.values()) == {404}, written
    assert {each.state for each in bookings()} == {BOOKED, REQUESTED}


def test_own_bookings_are_opened(app, vera, organisation):
    jana = a_member_of_staff("jana@example.org").id
    start = asking.clock.now() + 9 * DAY
    facts = {"name": "A", "email": "a@example.org", "organisation_id": organisation.id}
    by_team = team_bookings.book(jana, a_room().id, start, start + DAY / 12, "Vom Team", **facts)
    ask(vera, organisation, a_room())

    pages = [vera.get(f"/team/raumbuchungen/{each.id}") for each in bookings()]

    assert [page.h1 for page in pages] == ["Vom Team", "Vorstandssitzung"]
    assert by_team.request.is_verified


def test_a_briefing_is_needed_as_for_everybody(vera, organisation):
    room = a_room()
    laser = a_thing(needs_briefing=True)
    wish = [asking.Wish(room.id, asking.clock.now() + 9 * DAY, asking.clock.now() + 9 * DAY + DAY / 12)]
    asker = asking.Asker("Vera", "vertretung@example.org", "Gravur", "", organisation.id, is_verified=True)

    with pytest.raises(asking.Refused) as refused:
        asking.ask_for_room(wish, asker, equipment_ids=[laser.id])

    assert (refused.value.reason.name, bookings()) == ("NO_BRIEFING", [])


def test_accepted_it_is_booked_as_any_other(app, vera, organisation):
    jana = a_member_of_staff("jana@example.org").id
    ask(vera, organisation, a_room())

    deciding.accept(bookings()[0].request_id, jana)

    assert [each.state for each in bookings()] == [BOOKED]
    with transaction():
        assert db.session.scalar(sa.select(RoomRequest.decided_at)) is not None
