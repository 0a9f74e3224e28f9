"""A format has changed: planned events follow where the team says so, as far as they can, all of them or none."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import format_following, formats
from app.programme import queries as programme
from app.programme.interpreters import CONFIRMED, EventInterpreting
from app.programme.models import DRAFT, ONSITE, Event
from tests.make import a_format, a_registration, a_room, an_area, an_event
from tests.make_planning import statements


def changed(format, **facts):
    """Change a format, and return the number of the change."""
    formats.change_format(format.id, **facts)
    return format_following.latest_change(format.id)


def following(format, number):
    what = format_following.find_change(format.id, number)
    return {each.event.id: each for each in format_following.followings(format.id, what, clock.now())}


def in_words(each):
    return [(str(label), was, now) for label, was, now in each.changes]


def test_what_was_copied_follows_and_what_is_own_stays_unless_chosen(app, at):
    at("2026-05-04 12:00")
    format = a_format(name="Nähcafé", capacity=10, languages=["de"])
    usual, own = an_event(format=format), an_event(format=format, title="Nähen im Park", capacity=4)
    area = an_area(title="Bildung")

    number = changed(
        format, name="Nähstube", capacity=12, languages=["de", "pl"], opens_days=7, closes_hours=2, min_participants=3,
        further_areas=[area.id],
    )  # fmt: skip
    found = following(format, number)

    assert in_words(found[usual.id]) == [
        ("Titel", "Nähcafé", "Nähstube"), ("Weitere Bereiche", "keine", "Bildung"),
        ("Sprachen", "Deutsch", "Deutsch, Polnisch"),
        ("Anmeldung öffnet", "sobald es öffentlich ist", "Donnerstag, 7. Mai, 12 Uhr"),
        ("Anmeldung schließt", "wenn es beginnt", "Donnerstag, 14. Mai, 10 Uhr"),
        ("Entscheidung, ob es stattfindet", "ohne Mindestzahl", "Montag, 11. Mai, 12 Uhr"),
        ("Plätze vor Ort", "10 Plätze", "12 Plätze"),
    ]  # fmt: skip
    assert (found[usual.id].is_usual, found[own.id].is_usual) == (True, False)
    assert "Titel" not in [label for label, _was, _now in in_words(found[own.id])]
    format_following.follow(format.id, number, [usual.id])
    event, other = programme.get_event(usual.id), programme.get_event(own.id)
    assert (event.title, event.languages, event.ledger(ONSITE).capacity) == ("Nähstube", ["de", "pl"], 12)
    assert [(event.starts_at - moment).days for moment in (event.opens_at, event.decide_at)] == [7, 3]
    assert [each.title for each in event.further_areas] == ["Bildung"]
    assert (other.title, other.languages, other.ledger(ONSITE).capacity) == ("Nähen im Park", ["de"], 4)
    assert following(format, number).keys() == {own.id}


def test_what_cannot_follow_is_said_and_stays(app):
    format = a_format(capacity=10, mode="physical")
    full, small = an_event(format=format, capacity=10), an_event(format=format, room_ids=[a_room(capacity=10).id])
    a_registration(full, seats=2)
    a_registration(full, seats=2)

    fewer = following(format, changed(format, capacity=3))
    number = changed(format, capacity=30, mode="hybrid", capacity_online=20, minutes=60)
    more = following(format, number)
    format_following.follow(format.id, number, [full.id, small.id])

    assert fewer[full.id].changes == ()
    assert "Es sind schon 4 Plätze vergeben." in fewer[full.id].cannot[0]
    assert [sentence.split(":")[0].split(" hat nur")[0] for sentence in more[small.id].cannot] == [
        small.rooms[0].place_line, "Digitale Plätze kommen nicht von selbst dazu",
        more[small.id].cannot[2].split(":")[0],
    ]  # fmt: skip
    assert more[small.id].cannot[2].startswith("Es bleibt bei ")
    assert [programme.get_event(each.id).ledger(ONSITE).capacity for each in (full, small)] == [30, 10]


def test_interpreting_is_asked_for_and_what_is_promised_stays(app):
    format = a_format(interpreting=["pl", "cs"])
    event = an_event(format=format)
    event.interpretings = [
        EventInterpreting(language="pl", state=CONFIRMED), EventInterpreting(language="cs", state="wanted"),
    ]  # fmt: skip
    db.session.commit()

    number = changed(format, interpreting=["en"])
    (found,) = following(format, number).values()
    format_following.follow(format.id, number, [event.id])

    assert in_words(found) == [("Dolmetschen", "Polnisch, Tschechisch", "Polnisch, Englisch")]
    assert found.cannot == ("Dolmetschen ins Polnische bleibt: Es ist schon zugesagt.",)
    rows = db.session.scalars(sa.select(EventInterpreting.language).order_by(EventInterpreting.language)).all()
    assert rows == ["en", "pl"]


def test_the_team_is_asked_and_may_skip(staff):
    format = a_format(name="Nähcafé", capacity=10)
    draft, event = an_event(format=format, state=DRAFT), an_event(format=format, title="Im Park")
    path = f"/team/formate/{format.id}"

    saved = staff.fill(staff.get(path), path, name="Nähstube")
    assert saved.location.startswith(f"{path}/folgen?aenderung=")
    page = staff.get(saved.location)

    assert "bisher Nähcafé, dann Nähstube" in page.words
    assert page.sent["events"] == str(draft.id)
    assert "Im Park" not in page.words
    done = staff.fill(page, saved.location)
    assert (done.status, done.location) == (303, "/team/formate")
    assert "1 Veranstaltung ist gefolgt." in staff.get("/team/formate").tree.text_content()
    db.session.expire_all()
    assert [db.session.get(Event, each.id).title for each in (draft, event)] == ["Nähstube", "Im Park"]
    assert "Nichts zu tun" in staff.get(saved.location).words
    assert staff.fill(staff.get(path), path, summary="Neu").location == "/team/formate"


def test_a_change_of_another_format_leads_nowhere(staff):
    first, other = a_format(), a_format()
    an_event(format=other)
    number = changed(first, capacity=19)

    pages = [staff.get(f"/team/formate/{other.id}/folgen?aenderung={which}") for which in (number, "x", 10**30)]

    assert all("Nichts zu tun" in page.words for page in pages)


def test_many_events_are_asked_for_as_often_as_one(staff):
    format = a_format(capacity=10)
    an_event(format=format)
    number = changed(format, capacity=12)
    path = f"/team/formate/{format.id}/folgen?aenderung={number}"
    one = statements(lambda: staff.get(path))
    for _ in range(3):
        an_event(format=format)

    assert statements(lambda: staff.get(path)) == one
