"""What a format asks of its guests, set up in the browser."""

from app.database import db
from app.programme import asked, queries
from app.programme.models import Format
from tests.make import a_format, a_registration, an_event


def stored(format):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Format, format.id)


def path(format, rest=""):
    return f"/team/formate/{format.id}/anmeldung{rest}"


def test_what_is_asked_is_switched_on_with_its_purpose(house, staff):
    format = a_format()

    page = staff.fill(staff.get(path(format)), path(format), asks=["needs", "photos"], offers_seats="1")

    assert page.status == 303
    assert stored(format).asks == ["needs", "photos"]
    assert stored(format).offers_seats is True


def test_a_question_to_choose_from_is_made_changed_and_removed(house, staff):
    format = a_format(questions=["Was bringen Sie mit?"])
    fields = {"text": "Welche Werkbank?", "kind": "choice", "options": "Holz | 2\nMetall", "is_required": "y"}

    staff.fill(staff.get(path(format, "/frage")), path(format, "/frage"), **fields)
    made = asked.questions(stored(format).questions)[1]
    own = path(format, f"/frage/{made.key}")
    staff.fill(staff.get(own), own, text="Welcher Platz?")
    changed = asked.questions(stored(format).questions)[1]
    staff.fill(staff.get(f"{own}/streichen"), f"{own}/streichen")

    assert (made.text, made.options, made.is_required) == ("Welche Werkbank?", (("Holz", 2), ("Metall", None)), True)
    assert (changed.key, changed.text) == (made.key, "Welcher Platz?")
    assert stored(format).questions == ["Was bringen Sie mit?"]


def test_a_question_on_which_another_hangs_stays(house, staff):
    first = {"key": "vegan", "text": "Vegan?", "kind": "yes_no"}
    second = {"key": "was", "text": "Was genau?", "kind": "text", "only_if": {"key": "vegan", "is": "Ja"}}
    format = a_format(questions=[first, second])

    page = staff.fill(staff.get(path(format, "/frage/vegan/streichen")), path(format, "/frage/vegan/streichen"))

    assert page.status == 409
    assert stored(format).questions == [first, second]


def test_what_makes_no_question_is_said_and_nothing_is_lost(house, staff):
    format = a_format()
    page = staff.get(path(format, "/frage"))

    for fields, status in (
        ({"text": "", "kind": "text"}, 422),
        ({"text": "Welche?", "kind": "choice", "options": "Eine"}, 409),
        ({"text": "Welche?", "kind": "choice", "options": "Eine | viele\nAndere"}, 422),
    ):
        answer = staff.fill(page, path(format, "/frage"), **fields)
        assert answer.status == status
        assert answer.sent["text"] == fields["text"]

    assert stored(format).questions == []


def test_events_take_over_places_for_wheelchairs_where_guests_allow(house, staff):
    format = a_format()
    free, taken = an_event(format=format), an_event(format=format)
    for _ in range(2):
        a_registration(taken, wheelchairs=1)

    staff.fill(staff.get(path(format)), path(format), wheelchair_places="1")
    stored(format)

    assert queries.get_event(free.id).wheelchair_places == 1
    assert queries.get_event(taken.id).wheelchair_places is None


def test_the_short_form_of_a_format_keeps_its_other_questions(house, staff):
    choice = {"key": "b", "text": "Welche?", "kind": "choice", "options": [{"text": "A"}, {"text": "B"}]}
    format = a_format(questions=["Eins?", choice])
    address = f"/team/formate/{format.id}"

    page = staff.get(address)
    staff.fill(page, address, questions="Eins?\nZwei?")

    assert page.sent["questions"].strip() == "Eins?"
    assert stored(format).questions == ["Eins?", "Zwei?", choice]
