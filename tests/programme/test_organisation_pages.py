"""What citizens see of organisations: who they are, what they offer and seek, what they host."""

from datetime import date, timedelta

import pytest

from app.alliance import organising
from app.database import transaction
from app.programme import actions
from app.programme.models import DRAFT
from bench import statements
from tests.make import an_area, an_event, an_organisation
from tests.make_organisations import a_full_organisation
from tests.registrations.conftest import Guest

NOW = "2026-05-04 12:00"


@pytest.fixture
def guest(make_app, at, engine):
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield Guest(app.test_client())


def names(page):
    return [a.text for a in page.tree.xpath("//*[contains(@class, 'tile')]//a")]


def titles(page):
    return [a.text_content() for a in page.tree.xpath("//*[contains(@class, 'event-title')]/a")]


def a_partner(name, **facts):
    return a_full_organisation(name=name, **{"offers": [], "member_since": date(2026, 1, 1), **facts})


def test_partners_stand_in_their_groups(guest):
    a_partner("Hochschule", actor_group="science", country="PL", kind="Universität")
    a_partner("Klub")
    a_partner("Verein", actor_group="civil-society")

    page = guest.get("/partner")

    assert [h2.text for h2 in page.tree.xpath("//main//h2")] == [
        "Wissenschaft und Bildung", "Zivilgesellschaft", "Weitere",
    ]  # fmt: skip
    assert "3 Organisationen." in page.words
    assert "Universität, Polen" in page.words
    assert "Partner seit Januar 2026" in page.words


def test_who_neither_is_a_partner_nor_hosts_anything_is_not_listed(guest):
    an_organisation(name="Nirgends")
    host, planner = an_organisation(name="Gastgeberin"), an_organisation(name="Planerin")
    an_event(hosts=[host])
    an_event(hosts=[planner], state=DRAFT)

    assert [name.split()[0] for name in names(guest.get("/partner"))] == ["Gastgeberin"]


def test_the_list_is_filtered_by_its_address(guest):
    area = an_area(key="energie", title="Energie")
    a_partner("A", actor_group="science", country="PL", offers=[("offer", "rooms", "Saal")], areas=[area])
    a_partner("B", actor_group="business", country="DE", offers=[("seek", "rooms", "Saal")])

    expected = {
        "gruppe=science": ["A"], "land=DE": ["B"], "bereich=energie": ["A"], "bietet=rooms": ["A"],
        "sucht=rooms": ["B"], "land=DE&sucht=rooms": ["B"], "gruppe=science&land=DE": [], "quatsch=1": ["A", "B"],
        "land=%00DE": ["B"], "gruppe=aliens": [],
    }  # fmt: skip

    found = {query: [name[0] for name in names(guest.get(f"/partner?{query}"))] for query in expected}

    assert found == expected
    page = guest.get("/partner?land=DE&sucht=rooms")
    assert "1 Organisation, gefiltert nach: Land: Deutschland · Sucht: Räume." in page.words
    assert "Mit diesen Filtern ist niemand dabei." in guest.get("/partner?gruppe=science&land=DE").words


def test_an_organisation_says_what_it_offers_and_seeks(guest):
    organisation = a_partner(
        "Verein", offers=[("offer", "machines", "Laser"), ("offer", "rooms", "Saal"), ("seek", "people", "Helfende")]
    )

    page = guest.get(f"/partner/{organisation.key}")

    sections = [" ".join(each.text_content().split()) for each in page.tree.xpath("//main//section")]
    assert sections == ["Wir bieten RäumeSaal MaschinenLaser", "Wir suchen MenschenHelfende"]


def test_events_hosted_and_co_hosted_are_told_apart_and_past_ones_counted(guest):
    one, other = an_organisation(), an_organisation()
    an_event(title="Eigen", hosts=[one, other])
    an_event(title="Gemeinsam", hosts=[other, one])
    an_event(title="Fremd", hosts=[other])
    an_event(title="Entwurf", hosts=[one], state=DRAFT)
    past = an_event(title="Vorbei", hosts=[one])
    gone = an_event(title="Abgesagt", hosts=[one])
    actions.cancel_event(gone.id, "Krank.")
    with transaction():
        for date_ in past.dates:
            date_.starts_at, date_.ends_at = (
                moment - timedelta(days=30) for moment in (date_.starts_at, date_.ends_at)
            )

    page = guest.get(f"/partner/{one.key}")

    assert titles(page) == ["Abgesagt", "Eigen", "Gemeinsam"]
    headings = [h.text_content() for h in page.tree.xpath("//main//h2|//main//h3")]
    assert headings == ["Die nächsten Veranstaltungen", "Abgesagt", "Eigen", "Gemeinsam mit anderen"]
    assert "Eine Veranstaltung ist schon vorbei." in page.words


def test_an_event_leads_to_its_hosts(guest):
    organisation = an_organisation()
    event = an_event(hosts=[organisation])

    page = guest.get(f"/veranstaltungen/{event.slug}")

    assert page.links(organisation.name) == [f"/partner/{organisation.key}"]


def test_a_page_follows_every_change(guest):
    organisation = a_partner("Verein", offers=[("offer", "rooms", "Saal")])
    path = f"/partner/{organisation.key}"
    before = guest.get(path).words

    organising.set_offers(organisation.id, [("offer", "rooms", "Garten")])
    changed = guest.get(path).words
    organising.change_organisation(organisation.id, "Neuer Name", [])

    assert ("Saal" in before, "Garten" in changed, guest.get(path).h1) == (True, True, "Neuer Name")


def test_who_is_not_there_is_not_found(guest):
    assert guest.get("/partner/niemand").status == 404


@pytest.mark.parametrize("path", ["/partner", "/partner?bietet=rooms", "/partner/{key}"])
def test_pages_cost_the_same_few_statements(guest, path):
    costs = []
    organisations = []
    for _round in range(2):
        for _number in range(1 + 2 * _round):
            areas = [an_area() for _each in range(2)]
            offers = [("offer", "rooms", "Saal"), ("seek", "rooms", "Haus")]
            organisations.append(a_partner("Verein", areas=areas, offers=offers))
            an_event(hosts=organisations[:1])
            an_event(hosts=[organisations[-1], organisations[0]] if len(organisations) > 1 else organisations[:1])
        with statements.counted() as seen:
            page = guest.get(path.format(key=organisations[0].key))
        assert page.status == 200
        costs.append(len(seen))

    assert costs[0] == costs[1] <= 6, seen
