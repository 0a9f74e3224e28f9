"""Two people have the same form open: nobody overwrites the other without knowing it, and nothing typed is lost."""

import pytest

from app.database import db
from app.errors import Refused
from app.programme import formats, planning, queries
from app.programme.models import Event, Format
from app.stale import StaleRefusal, digest
from tests.make import a_format, an_area, an_event


def stored(model, ident):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, ident)


def both(page):
    """The rows of the table of both versions: (field, mine, stored)."""
    rows = page.tree.xpath("//main//table//tbody/tr")
    return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in rows]


def test_who_saves_second_sees_both_versions_of_an_event(staff):
    event, more = an_event(title="Nähen", capacity=10), an_area()
    path = f"/team/veranstaltungen/{event.id}/aendern"
    opened = staff.get(path)
    staff.fill(staff.get(path), path, title="Nähen am Abend", further_areas=str(more.id))

    page = staff.fill(opened, path, title="Nähen für alle", seats_onsite="12")

    assert (page.status, stored(Event, event.id).title) == (409, "Nähen am Abend")
    assert "Inzwischen hat jemand anderes hier etwas geändert." in page.refusal
    assert both(page) == [
        ("Titel", "Nähen für alle", "Nähen am Abend"),
        ("Weitere Bereiche", "(leer)", more.title),
        ("Plätze vor Ort", "12", "10"),
    ]
    assert page.links("Die gespeicherte behalten") == [f"/team/veranstaltungen/{event.id}"]
    assert page.buttons[0] == "Meine Fassung speichern"

    assert staff.fill(page, path).status == 303
    assert stored(Event, event.id).title == "Nähen für alle"


def test_a_typing_error_does_not_make_an_old_form_new(staff):
    event = an_event(title="Nähen")
    path = f"/team/veranstaltungen/{event.id}/aendern"
    opened = staff.get(path)
    staff.fill(staff.get(path), path, title="Nähen am Abend")

    wrong = staff.fill(opened, path, title="")
    page = staff.fill(wrong, path, title="Nähen für alle")

    assert (wrong.status, page.status, stored(Event, event.id).title) == (422, 409, "Nähen am Abend")


def test_who_saves_second_sees_both_versions_of_a_format(staff):
    format = a_format(name="Repair-Café", cost="kostenlos")
    path = f"/team/formate/{format.id}"
    opened = staff.get(path)
    staff.fill(staff.get(path), path, cost="5 Euro")

    page = staff.fill(opened, path, summary="Reparieren statt wegwerfen.")

    assert (page.status, stored(Format, format.id).summary) == (409, "")
    assert both(page) == [
        ("In einem Satz", "Reparieren statt wegwerfen.", "(leer)"), ("Kosten", "kostenlos", "5 Euro"),
    ]  # fmt: skip
    assert staff.fill(page, path).status == 303
    assert stored(Format, format.id).cost == "kostenlos"


def test_the_act_compares_under_its_lock(app):
    event, format = an_event(title="Nähen"), a_format(cost="kostenlos")
    old, older = digest(planning.as_shown(queries.get_event(event.id))), digest(formats.as_shown(format))
    planning.change_event(event.id, seen=old, title="Nähen am Abend")
    formats.change_format(format.id, seen=older, cost="5 Euro")

    for act in (
        lambda: planning.change_event(event.id, seen=old, title="Nähen für alle"),
        lambda: formats.change_format(format.id, seen=older, cost="7 Euro"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is StaleRefusal.CHANGED
