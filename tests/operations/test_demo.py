"""Removing the demo: it goes with everything booked on it, what is the house's own stays."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import REPRESENTATIVE, ROOMS, Account, AuditEntry
from app.alliance.bodies import Body, Meeting, Resolution
from app.alliance.ideas import Idea, IdeaDecision
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db, transaction
from app.notifications.models import Message
from app.operations import demo_removal
from app.programme import actions as programme
from app.programme import revision
from app.programme.models import ONSITE, PUBLISHED, Event, EventDate, Format, SeatLedger
from app.registrations.models import Registration
from app.rooms import actions as rooms
from app.rooms import asking, watching
from app.rooms.bookings import Booking, Loan, Occupancy
from app.rooms.models import Equipment, Part, Room, RoomPolicy, room_parts
from app.rooms.persons import RoomRequest, RoomWatch
from app.seasons import loading
from app.seasons.models import Season
from tests.dumps import everything
from tests.make import (
    PASSWORD,
    a_member_of_staff,
    a_place,
    a_registration,
    a_room,
    a_room_request,
    a_thing,
    an_event,
    an_organisation,
)
from tests.make_followers import a_follower
from tests.make_people import an_invitation
from tests.seasons.houses import held

DEMO = (Event, Format, Room, Equipment, Place, InnovationArea, Organisation)


def count(*models):
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models]


def find(model, key):
    return db.session.scalars(sa.select(model).where(model.key == key)).one_or_none()


def keys(model):
    return set(db.session.scalars(sa.select(model.key)))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN)


def an_own_event(format="repair", **facts):
    start = local("2026-12-28 10:00")
    facts = {"title": "Hoffest", "seats": {ONSITE: 8}, "state": PUBLISHED, **facts}
    return programme.plan_event(find(Format, format), [(start, start + timedelta(hours=2))], **facts)


def test_nothing_of_it_is_left(demo_app):
    demo_removal.remove_demo()

    rest = count(*DEMO, EventDate, SeatLedger, Booking, Occupancy, Loan, Part, Season)
    assert rest == [0] * 14
    assert count(room_parts, Body, Meeting, Resolution, Idea, IdeaDecision) == [0] * 6
    assert loading.is_empty_house()


def test_guests_of_the_demo_go_with_their_messages(demo_app):
    a_registration(find(Event, "E05"))
    a_registration(find(Event, "E07"), would_wait=True, email="wartet@example.org")
    before = count(Registration, Message)

    demo_removal.remove_demo()

    assert before == [2, 4]
    assert count(Registration, Message) == [0, 0]


def test_accounts_stay(demo_app):
    a_member_of_staff()

    demo_removal.remove_demo()

    assert count(Account) == [1]


def test_an_own_event_in_an_own_room_stays_with_its_guests(demo_app):
    room = a_room(key="stube", slug="stube")
    own = an_event(room_ids=[room.id], equipment_ids=[a_thing(key="koffer").id])
    guest = a_registration(own)
    own_keys = own.format.key, own.area.key, room.place.key

    demo_removal.remove_demo()

    stand, follow = held()
    assert db.session.scalars(sa.select(Event.id)).all() == [own.id]
    assert (keys(Format), keys(InnovationArea), keys(Place)) == tuple({key} for key in own_keys)
    assert (keys(Room), keys(Equipment)) == ({"stube"}, {"koffer"})
    assert (guest.state, own.ledger(ONSITE).taken) == ("confirmed", 1)
    assert count(Message) == [2]
    assert len(stand) == 1
    assert stand == follow


def test_what_an_own_event_uses_stays_and_is_the_house_s_own(demo_app):
    bus = find(Organisation, "schule")
    an_own_event(
        room_ids=[find(Room, "gr-salon").id], equipment_ids=[find(Equipment, "m-pruef").id], hosts=[bus],
        external_place_id=find(Place, "liberec").id,
    )  # fmt: skip

    demo_removal.remove_demo()

    stand, follow = held()
    assert (keys(Format), keys(Room), keys(Organisation)) == ({"repair"}, {"gr-salon"}, {"schule"})
    # The school works on "bildung".
    assert (keys(InnovationArea), keys(Place)) == ({"leben", "bildung"}, {"goerlitz", "liberec"})
    assert keys(Equipment) == {"m-pruef", "beamer", "teekueche", "hybrid-kamera"}
    assert [row.key for model in DEMO for row in db.session.scalars(sa.select(model)) if row.is_demo] == []
    assert len(stand) == 1
    assert stand == follow


def test_a_room_that_somebody_asked_for_stays_with_the_request(demo_app):
    start = local("2026-12-28 10:00")
    request = a_room_request(find(Room, "hy-denkraum"), start, facts={"equipment_ids": [find(Equipment, "m-pruef").id]})
    before = count(Message)

    demo_removal.remove_demo()

    assert (keys(Room), keys(Equipment) >= {"m-pruef"}) == ({"hy-denkraum"}, True)
    assert count(RoomRequest, Occupancy, Message) == [1, 1, *before]
    asking.withdraw(request.id)
    assert count(Occupancy) == [0]


def test_an_organisation_that_somebody_asked_for_stays(demo_app):
    organisation = find(Organisation, "schule")
    room = a_room(key="stube", slug="stube")
    a_room_request(room, local("2026-12-28 10:00"), organisation_id=organisation.id)

    demo_removal.remove_demo()

    assert keys(Organisation) == {"schule"}


def test_policies_and_those_who_wait_go_with_a_room_of_the_demo(demo_app):
    room = find(Room, "hy-denkraum")
    assert count(RoomPolicy) > [0]
    start = local("2026-12-28 10:00")
    booking = rooms.book_room(room.id, start, start + timedelta(hours=2), "Rat")
    watching.watch(room.id, start, start + timedelta(hours=2), "wartet@example.org")
    with transaction():
        db.session.delete(db.session.get_one(Booking, booking.id))

    demo_removal.remove_demo()

    assert count(Room, RoomPolicy, RoomWatch) == [0, 0, 0]
    assert "wartet@" not in str(everything())


def test_who_follows_what_goes_keeps_nothing_and_is_forgotten(demo_app):
    for followed in (Format, Place, InnovationArea):
        a_follower(db.session.scalars(sa.select(followed).limit(1)).one(), "folgt@example.org")

    demo_removal.remove_demo()

    assert count(Format, Place, InnovationArea) == [0, 0, 0]
    assert "folgt@" not in str(everything())


def test_a_hall_and_its_halves_stay_together(demo_app):
    rooms.book_room(find(Room, "zi-saal-nord").id, local("2026-12-28 10:00"), local("2026-12-28 12:00"), "Chor")

    demo_removal.remove_demo()

    stand, follow = held()
    assert keys(Room) == {"zi-saal", "zi-saal-nord", "zi-saal-sued"}
    assert count(Part) == [2]
    assert stand == follow


def test_a_room_that_only_an_own_booking_holds_stays_with_it(demo_app):
    booking = rooms.book_room(find(Room, "hy-denkraum").id, local("2026-12-28 10:00"), local("2026-12-28 12:00"), "Rat")

    demo_removal.remove_demo()

    assert db.session.scalars(sa.select(Booking.id)).all() == [booking.id]
    assert keys(Room) == {"hy-denkraum"}


def test_an_own_room_in_a_place_of_the_demo_keeps_the_place(demo_app):
    a_room(key="stube", slug="stube", place=find(Place, "bautzen"))

    demo_removal.remove_demo()

    assert (keys(Room), keys(Place)) == ({"stube"}, {"bautzen"})


def test_what_was_told_before_is_what_happens(demo_app):
    an_own_event(room_ids=[find(Room, "gr-salon").id])
    a_registration(find(Event, "E50"))
    told = demo_removal.what_goes()
    staying = demo_removal.what_stays(told)

    done = demo_removal.remove_demo()

    assert done == {name: len(ids) for name, ids in told.items() if ids}
    assert staying["rooms"] == ["Salon"]
    assert staying["formats"] == ["Repair-Café"]


def test_it_can_be_loaded_again(demo_app):
    demo_removal.remove_demo()

    loading.load_demo()

    stand, follow = held()
    assert count(Event, Format, Room, Season) == [60, 12, 12, 1]
    assert stand == follow


def test_it_can_be_loaded_again_around_what_is_the_house_s_own(demo_app):
    an_own_event(room_ids=[find(Room, "zi-saal-nord").id])
    demo_removal.remove_demo()
    with transaction():
        find(Room, "zi-saal-nord").name = "Unser Saal"

    loading.load_demo()

    stand, follow = held()
    assert (find(Room, "zi-saal-nord").name, find(Room, "gr-salon").is_demo) == ("Unser Saal", True)
    assert count(Room, Event) == [12, 61]
    assert stand == follow


def test_twice_does_no_harm(demo_app):
    demo_removal.remove_demo()
    before = everything()

    assert demo_removal.remove_demo() == {}
    assert everything() == before


def test_pages_in_memory_are_old_then(demo_app):
    number = revision.current()[1]

    demo_removal.remove_demo()

    assert revision.current()[1] == number + 1


def test_the_audit_trail_says_so(demo_app):
    demo_removal.remove_demo()

    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.act, last.details["events"], last.details["rooms"]) == ("remove_demo", 60, 12)


def test_the_number_of_a_guest_is_never_given_again(demo_app):
    """Links in old mails name it: nobody must open somebody else's page with them."""
    first = a_registration(find(Event, "E50")).id
    demo_removal.remove_demo()

    assert a_registration(an_event()).id > first


@pytest.fixture
def team(demo_app):
    """A test client of somebody who signed in."""
    from tests.pages import CheckingClient

    a_member_of_staff()
    demo_app.test_client_class = CheckingClient
    client = demo_app.test_client()
    page = client.get("/team/anmelden")
    assert page.status_code == 200
    client.post("/team/anmelden", data={**_hidden(page), "email": "team@example.org", "password": PASSWORD})
    return client


def _hidden(page):
    from lxml import html

    form = html.document_fromstring(page.get_data(as_text=True)).xpath("//main//form")[0]
    return {field.name: field.value or "" for field in form.inputs if field.name and field.type == "hidden"}


def test_the_page_says_what_goes_and_what_stays(team):
    an_own_event(room_ids=[find(Room, "gr-salon").id])

    page = team.get("/team/vorfuehrung").get_data(as_text=True)

    assert "60 Veranstaltungen mit ihren Raumbuchungen" in page
    assert "1 eigene Veranstaltung mit ihren Anmeldungen" in page
    assert "Räume, die Sie selbst nutzen: Salon" in page


def test_looking_at_the_page_removes_nothing(team):
    before = everything()

    team.get("/team/vorfuehrung")

    assert everything() == before


def test_the_button_removes_it(team):
    page = team.get("/team/vorfuehrung")

    answer = team.post("/team/vorfuehrung", data=_hidden(page), follow_redirects=True)

    assert "Die Vorführung ist entfernt." in answer.get_data(as_text=True)
    assert "Hier ist keine Vorführung." in answer.get_data(as_text=True)
    assert count(Event) == [0]


def test_what_an_open_invitation_names_stays(app):
    place, organisation = a_place(is_demo=True), an_organisation(is_demo=True)
    other = a_place(is_demo=True)
    an_invitation(grants=((ROOMS, place.id, None), (REPRESENTATIVE, None, organisation.id)))
    kept = (place.id, organisation.id)
    gone = other.id

    demo_removal.remove_demo()

    assert (db.session.get(Place, kept[0]) is None, db.session.get(Organisation, kept[1]) is None) == (False, False)
    assert db.session.get(Place, gone) is None
