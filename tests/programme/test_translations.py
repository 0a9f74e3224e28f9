"""Formats and events say in other languages, and in easy language, what the team writes."""

import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db
from app.programme import actions, translating, translation_words
from app.programme import queries as programme
from app.programme.translations import EventText, FormatText
from tests.make import a_format, an_event
from tests.make_planning import statements

EASY = "Etwas ist kaputt?\nBringen Sie es mit.\n\nZum Beispiel:\n- ein Radio\n– eine Hose\n\nWir helfen."


def test_a_format_says_something_in_another_language(staff):
    format = a_format(name="Nähcafé", description="Wir nähen.")
    path = f"/team/formate/{format.id}/sprachen?sprache=pl"
    page = staff.get(path)

    answer = staff.fill(page, path, name="Kawiarnia krawiecka", summary="Szyjemy <razem>.")

    assert "Wir nähen." in page.words
    assert page.tree.xpath("//input[@name='name']/@lang") == ["pl"]
    assert (answer.status, answer.location) == (303, path)
    text = db.session.get(FormatText, (format.id, "pl"))
    assert (text.name, text.summary, text.description) == ("Kawiarnia krawiecka", "Szyjemy <razem>.", "")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "translate_format")).one()
    assert (entry.about, entry.details["language"]) == (f"format:{format.id}", "pl")


def test_what_says_nothing_any_more_is_gone(app):
    format = a_format()
    translating.translate_format(format.id, "en", name="Sewing")
    translating.translate_format(format.id, "en", name="Sewing")

    translating.translate_format(format.id, "en", name="")

    assert db.session.get(FormatText, (format.id, "en")) is None
    acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.about == f"format:{format.id}")).all()
    assert acts == ["translate_format", "translate_format"]


def test_an_event_says_its_own_until_it_is_called_off(staff):
    event = an_event(title="Nähen im Park")
    path = f"/team/veranstaltungen/{event.id}/sprachen?sprache=cs"

    answer = staff.fill(staff.get(path), path, title="Šití v parku", note="Vezměte si deku.")

    assert answer.status == 303
    db.session.expire_all()
    text = db.session.get(EventText, (event.id, "cs"))
    assert (text.title, text.note, programme.get_event(event.id).sequence) == ("Šití v parku", "Vezměte si deku.", 1)
    actions.cancel_event(event.id, "Regen.")
    assert "Die Veranstaltung ist abgesagt." in staff.get(path).words


def test_there_are_no_pages_for_other_languages(staff):
    format = a_format()

    answers = [staff.get(f"/team/formate/{format.id}/sprachen?sprache={code}").status for code in ("de", "tlh", "easy")]

    assert answers == [404, 404, 200]


def test_easy_language_has_a_page_of_its_own(new_guest):
    format = a_format(name="Repair-Café", contact_email="werkstatt@example.org", minors="in Begleitung")
    event = an_event(format=format)
    guest, path = new_guest(), f"/formate/{format.slug}"
    assert guest.get(f"{path}/leichte-sprache").status == 404
    assert guest.get(path).links("In Leichter Sprache") == []

    translating.translate_format(format.id, "easy", summary="Wir reparieren.", description=EASY)
    page = guest.get(f"{path}/leichte-sprache")

    assert guest.get(path).links("In Leichter Sprache") == [f"{path}/leichte-sprache"]
    assert (page.h1, page.title.startswith("Repair-Café")) == ("Repair-Café", True)
    assert page.tree.xpath("//main//div[@class='easy']/@lang") == ["de"]
    assert [li.text_content() for li in page.tree.xpath("//main//ul[1]/li")][:2] == ["ein Radio", "eine Hose"]
    assert "in Begleitung" not in page.words
    assert page.tree.xpath(f"//main//li/a[@href='/veranstaltungen/{event.slug}']")
    assert "werkstatt@example.org" in page.words


def test_lines_stay_lines_and_points_points():
    assert translation_words.easy_blocks(EASY) == [
        ("lines", ["Etwas ist kaputt?", "Bringen Sie es mit."]), ("lines", ["Zum Beispiel:"]),
        ("points", ["ein Radio", "eine Hose"]), ("lines", ["Wir helfen."]),
    ]  # fmt: skip


def test_the_page_in_easy_language_costs_few_statements(new_guest):
    format = a_format()
    translating.translate_format(format.id, "easy", summary="Wir reparieren.", description=EASY)
    an_event(format=format)
    guest, path = new_guest(), f"/formate/{format.slug}/leichte-sprache"

    one = statements(lambda: guest.get(path))
    for _ in range(2):
        an_event(format=format)

    assert statements(lambda: guest.get(path)) == one
    assert one <= 6
