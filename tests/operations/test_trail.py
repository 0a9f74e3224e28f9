"""The audit trail: who changed what, from what to what, and who looked; to read, to filter, to take along."""

import ast
import csv
import io
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts import audit
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.operations import trail_words
from app.programme import actions as programme
from app.rooms import asking, furnishing
from tests.make import PASSWORD, a_member_of_staff, a_room, a_room_request, an_event

APP = Path(__file__).resolve().parents[2] / "app"
# Acts that are made of parts or handed over; what is written as a text is found in the code.
MADE_OF_PARTS = {"stays_for_closure", "called_off_for_closure", "moved_for_closure"}


def rows(page):
    """The cells of the table of a page, with single spaces."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in page.tree.xpath("//tbody/tr")
    ]


def acts_in_the_code():
    """The first argument of every call that notes something, where it is a text."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            number = {"audit.note": 0, "audit.look": 0, "changed": 2, "actions.changed": 2}.get(name)
            if number is None or len(node.args) <= number or not isinstance(node.args[number], ast.Constant):
                continue
            yield node.args[number].value


def kinds_in_the_code():
    """What stands before the colon where something is noted about a thing."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.note", "audit.look"):
                about = node.args[1] if len(node.args) > 1 else None
                if isinstance(about, ast.JoinedStr) and isinstance(about.values[0], ast.Constant):
                    yield about.values[0].value.partition(":")[0]
                elif isinstance(about, ast.Constant):
                    yield about.value.partition(":")[0]


def last_entry():
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_every_act_has_words():
    found = set(acts_in_the_code()) | MADE_OF_PARTS

    assert len(found) > 40
    assert found - set(trail_words.ACTS) == set()


def test_every_kind_of_thing_has_a_name():
    found = set(kinds_in_the_code())

    assert len(found) > 8
    assert found - set(trail_words.THINGS) == set()


def test_a_change_says_from_what_to_what(app):
    room = a_room(capacity=20)

    furnishing.change_room(room.id, capacity=30, name=room.name)

    assert last_entry().details == {"changed": {"capacity": [20, 30]}}


def test_a_changed_event_says_from_what_to_what(app):
    event = an_event(title="Repair-Café", capacity=10)

    programme.change_event(event.id, seats={"onsite": 12}, title="Repair-Café im Mai")

    assert last_entry().details == {
        "changed": {"title": ["Repair-Café", "Repair-Café im Mai"], "seats": [{"onsite": 10}, {"onsite": 12}]}
    }


def test_what_is_undone_was_never_noted(app):
    room = a_room(capacity=20)
    before = db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))

    def change_and_fail():
        with transaction():
            furnishing.change_room(room.id, capacity=30)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == before


def test_what_was_written_about_a_forgotten_person_leaves_the_trail(app):
    request = a_room_request(a_room())
    with transaction():
        audit.note("decline_request", request.about, reason="Gast Eins war laut.", bookings=[1])

    asking.forget(request.id)

    assert last_entry().details == {"bookings": [1]}


def test_the_page_tells_who_did_what_newest_first(house, staff):
    room = a_room(name="Saal", capacity=20)
    furnishing.change_room(room.id, capacity=30)

    page = staff.get("/team/protokoll", kind="room")

    when, what, about, details = rows(page)[0]
    assert (when, what) == ("04.05.2026, 12:00", "Das System hat den Raum geändert")
    assert (about, details) == (f"Raum {room.id}Raum {room.id}: alles dazu", "Personen: 20 → 30")


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("/team/nachrichten", "look_at_messages"), ("/team/anfragen", "look_at_requests"),
        ("/team/anfragen/{}", "look_at_request"), ("/team/raumbuchungen", "look_at_bookings"),
        ("/team/einweisungen", "look_at_briefings"), ("/team/nachrichten/1", "look_at_message"),
    ],
)  # fmt: skip
def test_who_looks_at_personal_data_is_noted(house, staff, path, act):
    request = a_room_request(a_room())

    staff.get(path.format(request.id))

    assert (last_entry().act, last_entry().account.email) == (act, "team@example.org")


def test_the_filter_finds_looks_people_days_and_things(house, staff):
    an_event(title="Hoffest")
    staff.get("/team/nachrichten")

    def acts(**query):
        return [row[1] for row in rows(staff.get("/team/protokoll", **query))]

    assert acts(looks="1") == ["Team hat die Liste der Nachrichten angesehen"]
    assert acts(who="1") == ["Team hat die Liste der Nachrichten angesehen"]
    assert "Das System hat die Veranstaltung geplant" in acts(who="system")
    assert acts(about="event:1") == ["Das System hat die Veranstaltung geplant"]
    assert acts(bis="2026-05-03") == []
    assert len(acts(von="2026-05-04", bis="2026-05-04")) >= 3


@pytest.mark.parametrize(
    ("query", "status"), [({"von": "gestern"}, 400), ({"bis": "0001-01-01"}, 400), ({"who": "x"}, 404)]
)
def test_nonsense_in_the_address_is_said(house, staff, query, status):
    assert staff.get("/team/protokoll", **query).status == status


def test_long_trails_have_pages(house, staff):
    with transaction():
        for number in range(120):
            audit.note("plan_event", f"event:{number}")

    counts = [len(rows(staff.get("/team/protokoll", seite=page, kind="event"))) for page in (1, 2, 3)]

    assert counts == [50, 50, 20]


def test_the_file_holds_what_the_filter_shows_and_no_formulas(house, staff):
    with transaction():
        audit.note("cancel_event", "event:7", reason='=HYPERLINK("http://example.org")')

    answer = staff.get("/team/protokoll.csv", kind="event")

    lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert [line[2:4] for line in lines[1:]] == [["hat die Veranstaltung abgesagt", "Veranstaltung 7"]]
    assert not any(cell.startswith("=") for line in lines for cell in line)
    assert last_entry().act == "export_trail"


def test_the_trail_is_read_in_as_many_statements_with_one_entry_as_with_three(house, staff, make_app):
    statements = []
    counts = []
    app = staff.client.application
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for _round in range(2):
        an_event()
        statements.clear()
        staff.get("/team/protokoll")
        counts.append(len(statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("roles", [("programme",), ("rooms",), ("insights",), ("door",)])
def test_only_the_administration_reads_the_trail(house, guest, roles):
    a_member_of_staff("andere@example.org", "Andere", roles)
    guest.post("/team/anmelden", email="andere@example.org", password=PASSWORD)

    assert [guest.get(f"/team/protokoll{end}").status for end in ("", ".csv")] == [403, 403]
