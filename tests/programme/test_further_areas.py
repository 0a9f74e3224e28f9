"""An event has one main area and may touch others: shown, found, and none dearer to show."""

from app.programme import actions
from tests.make import an_area, an_event
from tests.make_planning import statements


def titles(page):
    return [each.text_content() for each in page.tree.xpath("//*[@class='event-title']")]


def test_the_page_of_an_event_names_all_of_them(house, guest):
    main, more, other = (an_area(title=title, position=-len(title)) for title in ("Energie", "Bildung", "Lebenswelt"))
    event = an_event(area_id=main.id, further_areas=[more, other])
    alone = an_event(area_id=main.id)

    words = guest.get(f"/veranstaltungen/{event.slug}").words

    assert "BereicheEnergieLebensweltBildung" in words
    assert "Bereiche" not in guest.get(f"/veranstaltungen/{alone.slug}").words


def test_the_filter_finds_main_and_further_areas_on_the_page_and_in_the_feed(house, guest):
    main, more = an_area(key="energie"), an_area(key="bildung")
    an_event(title="Nur Energie", area_id=main.id)
    an_event(title="Energie und Bildung", area_id=main.id, further_areas=[more])
    an_event(title="Bildung und Energie", area_id=more.id, further_areas=[main])
    an_event(title="Weder noch")

    found = {key: sorted(titles(guest.get(f"/programm?bereich={key}"))) for key in ("energie", "bildung")}
    feeds = {
        key: guest.client.get(f"/kalender/programm.ics?bereich={key}").get_data(as_text=True).count("BEGIN:VEVENT")
        for key in ("energie", "bildung", "keiner")
    }

    assert found == {
        "energie": ["Bildung und Energie", "Energie und Bildung", "Nur Energie"],
        "bildung": ["Bildung und Energie", "Energie und Bildung"],
    }
    assert feeds == {"energie": 3, "bildung": 2, "keiner": 0}


def test_an_event_with_several_areas_costs_no_more_statements(house, new_guest):
    alone, more = an_event(), an_event(further_areas=[an_area() for _ in range(3)])

    costs = [
        statements_of(new_guest(), f"/veranstaltungen/{event.slug}{page}")
        for event in (alone, more) for page in ("", "/platz")
    ]  # fmt: skip

    assert costs[:2] == costs[2:]
    assert max(costs) <= 6


def statements_of(guest, path):
    app = guest.client.application
    with app.app_context():
        return statements(lambda: guest.get(path))


def test_a_change_of_areas_is_public_at_once(house, guest):
    event = an_event()
    guest.get(f"/veranstaltungen/{event.slug}")

    actions.change_event(event.id, further_areas=[an_area(title="Bildung")])

    assert "Bildung" in guest.get(f"/veranstaltungen/{event.slug}").words
