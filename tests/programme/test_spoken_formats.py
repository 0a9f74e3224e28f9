"""A format in another language than German."""

from app.database import db, transaction
from app.programme.translations import FormatText
from tests.make import a_format, a_room, an_event


def test_a_format_speaks_polish_and_german_where_nobody_has_translated(house, guest):
    format = a_format(slug="repair", name="Repair-Café", summary="Wir flicken.", bring="Das kaputte Ding.")
    an_event(title="Repair-Café", format=format, room_ids=[a_room().id])
    with transaction():
        text = {"language": "pl", "name": "Kawiarenka", "summary": "Naprawiamy razem."}
        db.session.add(FormatText(format_id=format.id, **text))

    german, polish = guest.get("/formate/repair"), guest.get("/formate/repair/pl")

    assert german.links("Polski") == ["/formate/repair/pl"]
    assert (polish.h1, polish.tree.xpath("//main//div[@lang]/@lang")[0]) == ("Kawiarenka", "pl")
    assert "czwartek, 14 maja 2026, 12:00–14:00" in polish.words
    heading = polish.tree.xpath("//h2[.='Co zabrać ze sobą?']/following-sibling::div[1]")[0]
    assert (heading.get("lang"), heading.text_content().strip()) == ("de", "Das kaputte Ding.")


def test_a_language_in_which_nothing_is_said_has_no_page(house, guest):
    a_format(slug="repair")

    assert [guest.get(f"/formate/repair/{code}").status for code in ("cs", "easy", "xx")] == [404] * 3
    assert guest.get("/formate/repair").links("Čeština") == []
