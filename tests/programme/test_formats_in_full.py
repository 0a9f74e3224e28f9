"""A format says all that its events need, in the team's form and on its page; its picture."""

import os
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.jobs import run_once
from app.pictures import PictureRefusal
from app.programme import actions, format_pictures, format_rules, planning_queries
from app.programme.models import ONLINE, ONSITE, Format
from app.programme.rules import EventRefusal
from app.rooms import furnishing
from app.rooms.models import Layout
from tests.make import a_format, a_room, a_thing, an_area, an_event
from tests.make_formats import IN_FULL, a_file, a_picture
from tests.make_planning import statements

NEW = "/team/formate/neu"


def made_in_full(staff, **fields):
    room, further, area = a_room(), an_area(title="Bildung"), an_area(title="Leben")
    with transaction():
        db.session.add(Layout(room=room, name="Stuhlkreis", capacity=8))
    a_thing(name="Nadelkiste", provides="Nadeln")
    answer = staff.fill(
        staff.get(NEW), NEW, **{
            **IN_FULL, "area_id": str(area.id), "further_areas": [str(further.id), str(area.id)],
            "layout": "Stuhlkreis", "room_needs": ["Nadeln"], **fields,
        },
    )  # fmt: skip
    assert answer.status == 303, answer.words
    return db.session.scalars(sa.select(Format)).one()


def test_a_format_keeps_all_that_was_typed(staff):
    made = made_in_full(staff)

    facts = {name: getattr(made, name) for name in (
        "audiences", "mode", "capacity", "capacity_online", "decide_hours", "interpreting", "external_url",
        "questions", "reminders_h", "report_tags", "min_age", "contact_email", "barrier_need", "layout", "room_needs",
    )}  # fmt: skip
    assert facts == {
        "audiences": ["adults", "seniors"], "mode": "hybrid", "capacity": 12, "capacity_online": 40,
        "decide_hours": 48, "interpreting": ["cs", "dgs"],
        "external_url": "https://anmeldung.example/stricken?x=1", "questions": ["Welche Wolle?", "Welche Farbe?"],
        "reminders_h": [24, 2], "report_tags": ["Schals"], "min_age": 12, "contact_email": "stricken@example.org",
        "barrier_need": "wheelchair", "layout": "Stuhlkreis", "room_needs": ["Nadeln"],
    }  # fmt: skip
    assert [area.title for area in made.further_areas] == ["Bildung"]
    again = staff.get(f"/team/formate/{made.id}")
    assert (again.sent["reminders_h"], again.sent["questions"].strip()) == ("24, 2", "Welche Wolle?\nWelche Farbe?")


def test_two_main_areas_are_one_too_many(staff):
    areas = [str(an_area().id), str(an_area().id)]

    answer = staff.fill(staff.get(NEW), NEW, **{**IN_FULL, "area_id": areas})

    assert (answer.status, "Bitte wählen Sie einen Bereich" in answer.refusal) == (422, True)


def test_all_that_does_not_fit_is_said_at_once(staff):
    area = an_area()
    wrong = {"area_id": str(area.id), "capacity": "0", "external_url": "", "reminders_h": "x"}

    answer = staff.fill(staff.get(NEW), NEW, **{**IN_FULL, **wrong})

    said = [link.text_content() for link in answer.tree.xpath("//*[@class='error-summary']//a")]
    assert [" ".join(sentence.split()[:3]) for sentence in said] == [
        "Vor Ort braucht", "Bitte schreiben Sie", "Bitte nur Zahlen,",
    ]  # fmt: skip


def test_guests_read_it_on_its_page_and_register_elsewhere(staff, new_guest):
    made = made_in_full(staff)
    event = an_event(format=made, seats={ONSITE: 5})

    page, of_event = new_guest().get("/formate/strickabend"), new_guest().get(f"/veranstaltungen/{event.slug}")

    for shown in (page, of_event):
        link = shown.tree.xpath("//a[contains(@href, 'anmeldung.example')]")[0]
        assert (link.text_content(), link.get("rel")) == (
            "Zur Anmeldung bei anmeldung.example", "noopener noreferrer",
        )  # fmt: skip
        assert "ab 12 Jahren, in Begleitung" in shown.words
    for words in ("Tschechisch, Deutsche Gebärdensprache", "Alle mit zwei Händen", "Leben", "Bildung"):
        assert words in page.words
    assert "Anmeldung auf einer anderen Seite" in of_event.words
    assert new_guest().get(f"/veranstaltungen/{event.slug}/platz").words.count("Nicht bei uns") == 1


@pytest.mark.parametrize(
    "url",
    [
        "https:anderswo.example", "https://", "https://haus", "https://a b.example", "ftp://a.example", "//a.example",
        "https://a.example:x/", "https://ich@a.example", "https://a.example\\@b.example",
    ],
)  # fmt: skip
def test_no_link_leads_where_nobody_can_see(url):
    assert format_rules.find_host(url) is None


def test_what_is_planned_takes_seats_window_and_decision_from_the_format(app):
    format = a_format(mode="hybrid", capacity=12, capacity_online=40, min_participants=5, decide_hours=48)

    event = an_event(format=format, seats=format_rules.seats_of(format))

    assert {each.kind: each.capacity for each in event.ledgers} == {ONSITE: 12, ONLINE: 40}
    assert event.starts_at - event.decide_at == timedelta(hours=48)
    begin, end = event.spans[0]
    moved = actions.move_event(event.id, [(begin + timedelta(1), end + timedelta(1))])
    assert moved.starts_at - moved.decide_at == timedelta(hours=48)


def test_a_room_takes_fewer_where_people_sit_in_a_circle(app):
    room, large = a_room(capacity=40, step_free=False), a_room(capacity=60, step_free=True)
    with transaction():
        db.session.add(Layout(room=room, name="Stuhlkreis", capacity=8))
    format = a_format(layout="Stuhlkreis", barrier_need="step_free", capacity=10)

    with pytest.raises(Refused) as refused:
        an_event(format=format, capacity=10, room_ids=[room.id])
    choices = planning_queries.room_choices(
        (), 10, (), clock.now(), layout=format.layout, barrier_need=format.barrier_need
    )

    assert refused.value.reason is EventRefusal.TOO_SMALL_FOR_LAYOUT
    assert "„Stuhlkreis“ nur 8 Plätze" in refused.value.sentence
    assert [each.id for each in choices] == [large.id, room.id]
    assert choices[1].label.endswith("bis 8 Personen (Stuhlkreis), nicht stufenfrei")


def test_who_plans_reads_what_the_room_must_have(staff):
    format = a_format(layout="Stuhlkreis", barrier_need="step_free", room_needs=["Mikrofone"])

    page = staff.get(f"/team/veranstaltungen/neu?format={format.id}")

    assert "Das Format braucht: Mikrofone, Bestuhlung „Stuhlkreis“, Stufenfrei erreichbar." in page.words


def test_no_way_to_sit_becomes_smaller_than_what_is_promised(app):
    room = a_room(capacity=40)
    furnishing.set_layouts(room.id, [("Stuhlkreis", 12), ("Reihen", 30)])
    event = an_event(format=a_format(layout="Stuhlkreis"), capacity=10, room_ids=[room.id])

    with pytest.raises(Refused) as refused:
        furnishing.set_layouts(room.id, [("Stuhlkreis", 8), ("Reihen", 30)])
    furnishing.set_layouts(room.id, [("Stuhlkreis", 10), ("Reihen", 5)])

    assert refused.value.reason is EventRefusal.PROMISES_MORE
    assert event.title in refused.value.sentence


def test_a_picture_is_shown_large_and_small_and_goes_again(staff, new_guest):
    format = a_format()
    path = f"/team/formate/{format.id}/bild"

    undescribed = staff.fill(staff.get(path), path, picture=a_file(), alt=" ")
    shown = staff.fill(staff.get(path), path, picture=a_file(), alt="Viele Nadeln")

    assert (undescribed.status, shown.status) == (422, 303)
    guest = new_guest()
    db.session.expire_all()
    name = db.session.get(Format, format.id).picture
    images = [guest.get(page).tree.xpath("//main//img") for page in ("/formate", f"/formate/{format.slug}")]
    assert [(image.get("src"), image.get("alt")) for (image,) in images] == [
        (f"/bilder/formate/{name.replace('.webp', '-klein.webp')}", "Viele Nadeln"),
        (f"/bilder/formate/{name}", "Viele Nadeln"),
    ]  # fmt: skip
    sent = guest.get(f"/bilder/formate/{name}")
    assert (sent.status, sent.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert staff.fill(staff.get(path), f"{path}/entfernen").status == 303
    assert guest.get(f"/bilder/formate/{name}").status == 404


@pytest.mark.parametrize("data", [b"", b"kein Bild", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_picture()[:200]])
def test_what_is_no_picture_is_refused_with_a_sentence(staff, data):
    format = a_format()
    path = f"/team/formate/{format.id}/bild"

    answer = staff.fill(staff.get(path), path, picture=a_file(data), alt="Ein Bild")

    assert (answer.status, str(PictureRefusal.NO_PICTURE.value) in answer.refusal) == (409, True)


def test_a_picture_that_is_too_heavy_is_not_even_read(staff):
    format = a_format()
    path = f"/team/formate/{format.id}/bild"

    answer = staff.fill(staff.get(path), path, picture=a_file(b"0" * 10_300_000), alt="Ein Bild")

    assert (answer.status, "größer als 10 MB" in answer.refusal) == (413, True)


def test_a_picture_that_nothing_shows_is_deleted_a_day_later(app):
    format = a_format()
    format_pictures.set_picture(format.id, a_picture(), "Alt")
    old = format.picture
    format_pictures.set_picture(format.id, a_picture(colour="blue"), "Neu")
    folder = app.config["DATA_DIR"] / "uploads" / "formate"
    for path in folder.glob("*"):
        os.utime(path, (0, 0))

    run_once(app, "delete_unused_format_pictures")

    assert not (folder / old).exists()
    assert (folder / format.picture).exists()


def test_pages_of_formats_cost_few_statements_however_much_they_show(staff, new_guest):
    made = made_in_full(staff)
    an_event(format=made)
    guest = new_guest()

    costs = [statements(lambda path=path: guest.get(path)) for path in ("/formate", "/formate/strickabend")]
    for number in range(2):
        an_event(format=made)
        a_format(name=f"Noch eins {number}")
    more = [statements(lambda path=path: guest.get(path)) for path in ("/formate", "/formate/strickabend")]

    assert more == costs
    assert max(costs) <= 6
