"""The team's pages about rooms: what they change, what they refuse in a sentence, and that nobody else gets in."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from app.database import db
from app.rooms import actions, photos
from app.rooms.models import CITIZEN, Equipment, Layout, Part, Room, RoomPolicy
from app.rooms.persons import Briefing
from tests.make import PASSWORD, a_member_of_staff, a_place, a_room, a_thing
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def team(make_app, at):
    """Somebody of the team, signed in, in a small house on a stopped clock."""
    app = make_app()
    at(NOW)
    with app.app_context():
        a_member_of_staff()
        guest = Guest(app.test_client())
        guest.post("/team/anmelden", email="team@example.org", password=PASSWORD)
        yield guest


@pytest.fixture
def guest(team):
    """Somebody from outside, in the same house."""
    return Guest(team.client.application.test_client())


def send(team, path, **fields):
    """Open a form, fill some fields in, and send it; None takes a field out, as an unticked box."""
    page = team.get(path)
    filled = {**page.sent, **fields}
    return team.post(path, **{name: value for name, value in filled.items() if value is not None})


def stored(model, ident):
    return db.session.get(model, ident, populate_existing=True)


def a_photo(size=(60, 40), format="JPEG"):
    sink = io.BytesIO()
    Image.new("RGB", size, "red").save(sink, format)
    return sink.getvalue()


def test_a_room_is_made_and_shown(team, guest):
    place = a_place(name="Zittau")

    answer = send(
        team, "/team/raeume/neu", name="Töpferei", place_id=str(place.id), capacity="8", setup_min="0",
        teardown_min="15", description="Hell.\n\nWarm.", house_rules="",
    )  # fmt: skip

    room = db.session.scalars(sa.select(Room)).one()
    assert (answer.status, answer.location) == (303, f"/team/raeume/{room.id}")
    assert (room.name, room.place_id, room.capacity, room.teardown_min) == ("Töpferei", place.id, 8, 15)
    assert "Der Raum ist angelegt." in team.get(answer.location).body.decode()
    public = guest.get("/raeume/toepferei")
    assert [p.text for p in public.tree.xpath("//main//p") if p.text in ("Hell.", "Warm.")] == ["Hell.", "Warm."]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("setup_min", "-15", "Bitte eine Zahl von 0 bis 1440."),
        ("capacity", "0", "Bitte eine Zahl von 1 bis 100000."),
        ("capacity", "viele", "Bitte eine Zahl von 1 bis 100000."),
        ("capacity", "9" * 30, "Bitte eine Zahl von 1 bis 100000."),
        ("name", "   ", "Bitte füllen Sie dieses Feld aus."),
        ("name", "x" * 201, "Bitte höchstens 200 Zeichen."),
    ],
)
def test_what_is_typed_badly_comes_back_with_a_sentence(team, field, value, sentence):
    room = a_room(name="Saal", setup_min=5)

    answer = send(team, f"/team/raeume/{room.id}/grunddaten", **{field: value})

    assert (answer.status, sentence in answer.refusal) == (422, True)
    assert answer.sent[field] == value.strip()
    assert (stored(Room, room.id).name, stored(Room, room.id).setup_min) == ("Saal", 5)


def test_a_room_without_a_place_is_refused(team):
    answer = send(team, "/team/raeume/neu", name="Saal", capacity="8", setup_min="0", teardown_min="0")

    assert (answer.status, "braucht einen Ort" in answer.refusal) == (409, True)
    assert db.session.scalars(sa.select(Room)).all() == []


def test_less_capacity_than_is_booked_is_refused_in_words(team, at):
    now = at(NOW)
    room = a_room(capacity=50)
    begin = now.replace(day=6)
    actions.book_room(room.id, begin, begin.replace(hour=14), "Chorprobe", persons=40, knowingly=True)

    answer = send(team, f"/team/raeume/{room.id}/grunddaten", capacity="30")

    assert answer.status == 409
    assert "„Chorprobe“ (Mittwoch, 6. Mai, 12 bis 14 Uhr) ist für 40 Personen gebucht." in answer.refusal
    assert answer.sent["capacity"] == "30"
    assert stored(Room, room.id).capacity == 50


def test_script_in_any_text_stays_text(team, guest):
    room = a_room(layouts=[Layout(name=SCRIPT, capacity=3)], equipment=[a_thing(stock=None, kind="fixed", name=SCRIPT)])
    for section, fields in {
        "grunddaten": {"name": SCRIPT, "description": SCRIPT, "house_rules": SCRIPT},
        "barrieren": {"access_note": SCRIPT},
        "zugang": {"entry_note": SCRIPT, "entry": "key"},
    }.items():
        assert send(team, f"/team/raeume/{room.id}/{section}", **fields).status == 303

    pages = [
        guest.get(f"/raeume/{room.slug}"), guest.get("/raeume"), team.get(f"/team/raeume/{room.id}"),
        team.get("/team/raeume"), team.get("/team/ausstattung"),
    ]  # fmt: skip

    assert stored(Room, room.id).description == SCRIPT
    assert [SCRIPT in page.words for page in pages] == [True] * 5
    assert not any(b"<script>alert" in page.body for page in pages)


def test_what_is_told_to_those_who_have_a_room_is_told_to_nobody_else(team, guest):
    room = a_room(entry="code")
    send(team, f"/team/raeume/{room.id}/zugang", entry_note="Der Code ist 4711")

    assert "4711" in team.get(f"/team/raeume/{room.id}").words
    assert "4711" not in guest.get(f"/raeume/{room.slug}").words
    assert "Sie bekommen einen Code für die Tür." in guest.get(f"/raeume/{room.slug}").words


def test_layouts_are_typed_row_by_row(team):
    room = a_room(capacity=50, layouts=[Layout(name="Reihen", capacity=50)])
    path = f"/team/raeume/{room.id}/bestuhlung"

    half = send(team, path, **{"layouts-1-name": "Kreis", "layouts-2-seats": "5"})
    done = send(team, path, **{"layouts-0-seats": "40", "layouts-1-name": "Kreis", "layouts-1-seats": "20"})

    assert half.status == 422
    assert "Bitte tragen Sie ein, wie viele Plätze es sind." in half.refusal
    assert "Bitte geben Sie der Bestuhlung einen Namen." in half.refusal
    assert done.status == 303
    assert [(each.name, each.capacity) for each in stored(Room, room.id).layouts] == [("Reihen", 40), ("Kreis", 20)]


def test_hours_are_typed_also_past_midnight(team, guest):
    room = a_room()
    path = f"/team/raeume/{room.id}/oeffnungszeiten"

    answer = send(
        team, path,
        **{"days-4-opens": "08:00", "days-4-closes": "12:00", "days-4-opens_again": "18:00",
           "days-4-closes_again": "02:00", "days-5-opens": "00:00", "days-5-closes": "00:00"},
    )  # fmt: skip

    assert answer.status == 409
    assert "Am Samstag überschneiden sich zwei Öffnungszeiten." in answer.refusal
    again = {**answer.sent, "days-5-opens": "08:00"}
    assert team.post(path, **again).status == 303
    words = guest.get(f"/raeume/{room.slug}").words
    assert "Freitag: 8 bis 12 Uhr und 18 bis 2 Uhr am Tag danach" in words
    assert team.get(path).sent["days-4-closes_again"] == "02:00"


def test_half_a_span_is_said_in_words(team):
    room = a_room()

    answer = send(team, f"/team/raeume/{room.id}/oeffnungszeiten", **{"days-0-opens": "08:00"})

    assert (answer.status, "Bitte tragen Sie Anfang und Ende ein" in answer.refusal) == (422, True)
    assert stored(Room, room.id).hours == []


def test_barriers_are_known_not_there_or_not_checked(team, guest):
    room = a_room(step_free=True, lift=False)

    answer = send(
        team, f"/team/raeume/{room.id}/barrieren", step_free="", lift="yes", door_cm="90", hearing_loop="mobil"
    )

    room = stored(Room, room.id)
    assert answer.status == 303
    assert (room.step_free, room.lift, room.door_cm, room.hearing_loop, room.quiet_room) == (
        None,
        True,
        90,
        "mobil",
        None,
    )
    assert "Noch nicht geprüft" in guest.get(f"/raeume/{room.slug}").words


def test_an_unknown_answer_about_a_barrier_is_refused(team):
    room = a_room(step_free=True)

    assert send(team, f"/team/raeume/{room.id}/barrieren", step_free="vielleicht").status == 422
    assert stored(Room, room.id).step_free is True


def test_who_may_book_is_set_and_told(team, guest):
    room = a_room()

    answer = send(
        team, f"/team/raeume/{room.id}/buchen",
        **{"citizen-way": "book", "citizen-lead_hours": "2", "organisation-way": "no", "answer_days": "5"},
        requests_block=None,
    )  # fmt: skip

    room = stored(Room, room.id)
    policy = db.session.get(RoomPolicy, (room.id, CITIZEN))
    assert answer.status == 303
    assert (policy.way, policy.lead_hours, room.answer_days, room.requests_block) == ("book", 2, 5, False)
    words = guest.get(f"/raeume/{room.slug}").words
    assert "Bürgerinnen und BürgerBuchen sofort, ohne zu fragenMindestens 2 Stunden vorher" in words
    assert "Vereine" not in words
    assert "Sofort buchbar" in guest.get("/raeume").words


def test_a_room_that_only_the_team_gives_out_says_so(team, guest):
    room = a_room()
    send(team, f"/team/raeume/{room.id}/buchen", **{"citizen-way": "no", "organisation-way": "no"})

    assert "Diesen Raum vergibt das Team." in guest.get(f"/raeume/{room.slug}").words


def test_a_hall_is_put_together_from_its_pieces(team):
    place = a_place()
    hall, north, south = (a_room(name=name, place=place) for name in ("Saal", "Nord", "Süd"))
    path = f"/team/raeume/{hall.id}/teile"
    parts = [str(room.parts[0].id) for room in (north, south)]

    answer = team.post(path, **{**team.get(path).sent, "parts": parts, "own": ""})

    assert answer.status == 303
    assert {part.name for part in stored(Room, hall.id).parts} == {"Nord", "Süd"}
    assert "Gehört zu: Saal" in team.get(f"/team/raeume/{north.id}").words


def test_a_room_of_nothing_is_refused(team):
    room = a_room()

    answer = send(team, f"/team/raeume/{room.id}/teile", own=None)

    assert (answer.status, "Ein Raum besteht aus mindestens einem Teil." in answer.refusal) == (409, True)


def test_a_part_that_is_unknown_is_refused(team):
    room = a_room()

    assert send(team, f"/team/raeume/{room.id}/teile", parts="4711").status == 422
    assert db.session.scalar(sa.select(sa.func.count(Part.id))) == 1


def test_a_digital_room_gets_its_door_and_its_sessions(team):
    room = a_room(kind="digital")
    path = f"/team/raeume/{room.id}/digital"

    wrong = send(team, path, join_url="javascript:alert(1)")
    right = send(team, path, provider="Jitsi Meet", join_url="https://video.example.org/raum", sessions="1")

    room = stored(Room, room.id)
    assert (wrong.status, right.status) == (422, 303)
    assert (room.provider, room.join_url, room.sessions) == ("Jitsi Meet", "https://video.example.org/raum", 1)
    assert "video.example.org" not in team.get(f"/team/raeume/{room.id}").words


def test_with_one_address_there_is_one_meeting_at_a_time(team):
    room = a_room(kind="digital")

    answer = send(team, f"/team/raeume/{room.id}/digital", join_url="https://video.example.org/raum", sessions="2")

    assert answer.status == 409
    assert "Ein fester Link führt alle in denselben Raum" in answer.refusal
    assert (stored(Room, room.id).join_url, stored(Room, room.id).sessions) == (None, 1)


@pytest.mark.parametrize("section", ["bestuhlung", "teile", "zugang", "ausstattung"])
def test_what_a_digital_room_has_not_is_not_found(team, section):
    assert team.get(f"/team/raeume/{a_room(kind='digital').id}/{section}").status == 404


@pytest.mark.parametrize("path", ["4711", "4711/grunddaten", "4711/foto", "4711/dienst", "1/unbekannt"])
def test_an_unknown_room_or_section_is_not_found(team, path):
    a_room()

    assert team.get(f"/team/raeume/{path}").status == 404


# Photos


def test_a_photo_is_sent_shown_and_kept_for_ever(team, guest):
    room = a_room()
    path = f"/team/raeume/{room.id}/foto"

    answer = send(team, path, photo=(io.BytesIO(a_photo((1800, 1200))), "saal.jpg"), alt="Blick in den Saal")

    assert answer.status == 303
    page = guest.get(f"/raeume/{room.slug}")
    image = page.tree.xpath("//main//img")[0]
    assert image.get("alt") == "Blick in den Saal"
    photo = guest.get(image.get("src"))
    assert photo.status == 200
    assert photo.headers["Content-Type"] == "image/webp"
    assert photo.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Set-Cookie", "Last-Modified"} & set(photo.headers)
    etag = photo.headers["ETag"]
    again = guest.client.get(image.get("src"), headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_40_megabytes_are_refused_on_the_page(team):
    room = a_room()
    path = f"/team/raeume/{room.id}/foto"

    answer = send(team, path, photo=(io.BytesIO(b"\xff\xd8" + bytes(40_000_000)), "saal.jpg"), alt="Saal")

    assert answer.status == 413
    assert "Das Foto ist größer als 10 MB." in answer.refusal
    assert stored(Room, room.id).photo is None


def test_only_the_form_for_a_photo_takes_so_much(team, guest):
    room = a_room()
    much = {"photo": (io.BytesIO(bytes(2_000_000)), "saal.jpg"), "alt": "Saal"}

    elsewhere = team.post(f"/team/raeume/{room.id}/grunddaten", **much)
    outside = guest.post(f"/team/raeume/{room.id}/foto", **{**much, "photo": (io.BytesIO(bytes(2_000_000)), "x")})

    assert (elsewhere.status, outside.status) == (413, 403)


def test_what_is_no_photo_comes_back_with_a_sentence(team):
    room = a_room()
    path = f"/team/raeume/{room.id}/foto"

    answer = send(team, path, photo=(io.BytesIO(b"<svg onload=alert(1)>"), "saal.jpg"), alt="Saal")
    none = send(team, path, alt="Saal")
    silent = send(team, path, photo=(io.BytesIO(a_photo()), "saal.jpg"), alt=" ")

    assert (answer.status, "Das ist kein Foto" in answer.refusal, answer.sent["alt"]) == (409, True, "Saal")
    assert (none.status, "Bitte wählen Sie ein Foto aus." in none.refusal) == (422, True)
    assert silent.status == 422
    assert stored(Room, room.id).photo is None


def test_a_photo_is_described_anew_and_removed(team, guest):
    room = a_room()
    photos.set_photo(room.id, a_photo(), "Saal")
    name = room.photo

    described = send(team, f"/team/raeume/{room.id}/foto", alt="Der Saal am Abend")
    words = stored(Room, room.id).photo_alt
    token = team.get(f"/team/raeume/{room.id}/foto").sent["csrf_token"]
    removed = team.post(f"/team/raeume/{room.id}/foto/entfernen", csrf_token=token)

    assert (described.status, removed.status, words) == (303, 303, "Der Saal am Abend")
    assert guest.get(f"/fotos/{name}").status == 404


@pytest.mark.parametrize("name", ["gibt-es-nicht.webp", "..%2Fsecret_key", f"{'0' * 32}.webp"])
def test_a_photo_that_is_not_there_is_not_found(guest, name):
    assert guest.get(f"/fotos/{name}").status == 404


# Out of use


def test_a_room_is_retired_taken_up_again_and_deleted(team, guest):
    room = a_room()
    path = f"/team/raeume/{room.id}/dienst"

    steps = [send(team, path, act="retire").status, guest.get(f"/raeume/{room.slug}").status]
    steps += [send(team, path, act="revive").status, guest.get(f"/raeume/{room.slug}").status]
    answer = send(team, path, act="delete")

    assert steps == [303, 404, 303, 200]
    assert answer.location == "/team/raeume"
    assert db.session.scalars(sa.select(Room)).all() == []


def test_a_room_with_a_future_is_not_deleted(team, at):
    begin = at(NOW).replace(day=6)
    room = a_room()
    actions.book_room(room.id, begin, begin.replace(hour=14), "Chorprobe", knowingly=True)

    answers = [send(team, f"/team/raeume/{room.id}/dienst", act=act) for act in ("retire", "delete")]

    assert [answer.status for answer in answers] == [409, 409]
    assert all("als Nächstes „Chorprobe“ (Mittwoch, 6. Mai" in answer.refusal for answer in answers)
    assert stored(Room, room.id).retired_at is None


def test_an_unknown_act_does_nothing(team):
    room = a_room()

    assert send(team, f"/team/raeume/{room.id}/dienst", act="explode").status == 400


# Things and briefings


def test_a_thing_is_made_changed_and_deleted(team):
    made = send(team, "/team/ausstattung/neu", name="Mikrofon", kind="mobile", stock="2")
    thing = db.session.scalars(sa.select(Equipment)).one()
    path = f"/team/ausstattung/{thing.id}"
    changed = send(team, path, stock="3", needs_briefing="y")
    now = (stored(Equipment, thing.id).stock, thing.needs_briefing, thing.provides)
    deleted = send(team, f"{path}/loeschen")

    assert [answer.status for answer in (made, changed, deleted)] == [303] * 3
    assert now == (3, True, None)
    assert db.session.scalars(sa.select(Equipment)).all() == []


def test_a_thing_without_stock_is_refused(team):
    answer = send(team, "/team/ausstattung/neu", name="Mikrofon", kind="mobile", stock="")

    assert (answer.status, "Bitte tragen Sie ein, wie viele Stück es gibt" in answer.refusal) == (409, True)
    assert answer.sent["name"] == "Mikrofon"


def test_a_briefing_is_recorded_renewed_and_ended(team):
    machine = a_thing(stock=None, kind="fixed", name="3D-Drucker", needs_briefing=True)

    made = send(
        team, f"/team/einweisungen/neu?maschine={machine.id}", name="Gast Eins", email="GAST1@example.org",
        briefed_on="2026-05-04", ends_on="2026-06-30",
    )  # fmt: skip
    briefing = db.session.scalars(sa.select(Briefing)).one()
    renewing = team.get(f"/team/einweisungen/neu?einweisung={briefing.id}").sent
    page = team.get("/team/einweisungen")
    token = page.sent["csrf_token"]
    ended = team.post(f"/team/einweisungen/{briefing.id}/beenden", csrf_token=token)

    assert (made.status, ended.status) == (303, 303)
    assert (renewing["email"], renewing["ends_on"]) == ("gast1@example.org", "2027-05-04")
    assert "Gast Eins 3D-Drucker 30. Junieingewiesen von Team" in page.words
    assert db.session.scalars(sa.select(Briefing)).all() == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"ends_on": "2026-05-03"}, 409), ({"briefed_on": "2026-05-05"}, 409), ({"ends_on": "gestern"}, 422),
        ({"ends_on": "99999-01-01"}, 422), ({"email": "kein"}, 422), ({"name": " "}, 422), ({"equipment_id": "9"}, 422),
    ],
)  # fmt: skip
def test_a_briefing_that_cannot_be_comes_back(team, fields, status):
    machine = a_thing(stock=None, kind="fixed", needs_briefing=True)
    usual = {"name": "Gast Eins", "email": "gast1@example.org", "briefed_on": "2026-05-04", "ends_on": "2026-06-30"}

    answer = send(team, f"/team/einweisungen/neu?maschine={machine.id}", **{**usual, **fields})

    assert answer.status == status
    assert db.session.scalars(sa.select(Briefing)).all() == []


def test_the_public_page_names_machines_and_who_was_briefed_to_nobody(team, guest):
    machine = a_thing(stock=None, kind="fixed", name="3D-Drucker", needs_briefing=True)
    room = a_room(equipment=[machine])
    send(
        team, f"/team/einweisungen/neu?maschine={machine.id}", name="Gast Eins", email="gast1@example.org",
        briefed_on="2026-05-04", ends_on="2026-06-30",
    )  # fmt: skip

    words = guest.get(f"/raeume/{room.slug}").words

    assert "3D-Drucker (nur mit Einweisung)" in words
    assert "Gast" not in words
