"""The network: who has met, who has not yet, who might; counted once, shown to all."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.models import Offer
from app.database import db, transaction
from app.programme import actions, network_counting, network_queries, network_rules
from app.programme.models import Event
from app.programme.network_rules import Actor, Meetings
from app.programme.networks import BY_AREA, BY_COUNTRY, BY_ORGANISATION, NetworkCount
from bench import statements
from tests.make import an_area, an_event, an_organisation
from tests.make_areas import an_event_that_took_place, count
from tests.registrations.conftest import Guest

NOW, DAY = "2026-05-04 12:00", date(2026, 5, 1)
SCRIPT = "</title><script>alert(1)</script>"
MOST_STATEMENTS = 6


@pytest.fixture
def house(make_app, at, engine):
    """A small house on a stopped clock."""
    app = make_app(engine)
    at(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def guest(house):
    """Somebody from outside."""
    return Guest(house.test_client())


def counted(kind):
    """Who met at how many events, whichever of two stands first: {{key, key}: events}."""
    count()
    return {frozenset(row[:2]): row[2] for row in network_queries.network().counted[kind].ranked()}


def pair(one, other):
    return frozenset((one.key, other.key))


def rows_of(table):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath("tbody/tr")]


# Who has met


def test_two_hosts_of_an_event_that_took_place_have_met(house):
    one, other, third = an_organisation(), an_organisation(), an_organisation()
    an_event_that_took_place(hosts=[other, one], days_ago=30)
    an_event_that_took_place(hosts=[one, other, third], days_ago=3)
    an_event_that_took_place(hosts=[third])

    assert counted(BY_ORGANISATION) == {pair(one, other): 2, pair(one, third): 1, pair(other, third): 1}
    last = {date.fromordinal(row[3]) for row in network_queries.network().counted[BY_ORGANISATION].ranked()}
    assert last == {date(2026, 5, 1)}


@pytest.mark.parametrize("state", ["draft", "cancelled", "to come", "not over"])
def test_what_did_not_take_place_is_no_meeting(house, at, state):
    hosts = [an_organisation(country="DE"), an_organisation(country="PL")]
    if state == "to come":
        an_event(hosts=hosts)
    elif state == "not over":
        starts = [clock.now() - timedelta(days=1), clock.now()]
        an_event(hosts=hosts, spans=[(start, start + timedelta(hours=1)) for start in starts])
    elif state == "draft":
        an_event_that_took_place(hosts=hosts, state="draft")
    else:
        event = an_event(hosts=hosts)
        actions.cancel_event(event.id, "Sturm")
        at("2026-06-04 12:00")

    assert [counted(kind) for kind in (BY_ORGANISATION, BY_AREA, BY_COUNTRY)] == [{}, {}, {}]


def test_areas_meet_at_an_event_that_carries_both_or_by_its_hosts_once_per_event(house):
    energy, printing, learning, all_of_them = an_area(), an_area(), an_area(), an_area(is_cross_cutting=True)
    one, other = an_organisation(areas=[energy]), an_organisation(areas=[printing, all_of_them])
    alone = an_organisation(areas=[energy, learning])
    an_event_that_took_place(area=energy, further_areas=[printing, all_of_them], hosts=[one, other])
    an_event_that_took_place(area=all_of_them, hosts=[alone])

    assert counted(BY_AREA) == {pair(energy, printing): 1}


def test_countries_meet_by_their_hosts_once_per_event(house):
    german, other_german = an_organisation(country="DE"), an_organisation(country="DE")
    polish, czech = an_organisation(country="PL"), an_organisation(country="CZ")
    an_event_that_took_place(hosts=[german, other_german, polish])
    an_event_that_took_place(hosts=[polish, czech])

    assert counted(BY_COUNTRY) == {frozenset(("DE", "PL")): 1, frozenset(("CZ", "PL")): 1}


# Counting


def test_an_event_counts_as_soon_as_it_is_over(house, at):
    one, other = an_organisation(), an_organisation()
    event = an_event(hosts=[one, other])
    assert counted(BY_ORGANISATION) == {}

    at(f"{clock.local(event.ends_at):%Y-%m-%d %H:%M}")

    assert counted(BY_ORGANISATION) == {pair(one, other): 1}


def test_what_is_corrected_afterwards_is_counted_anew(house):
    one, other, third = an_organisation(), an_organisation(), an_organisation()
    event = an_event_that_took_place(hosts=[one, other])
    count()
    with transaction():
        row = db.session.get(Event, event.id)
        row.hosts = [one, third]

    assert counted(BY_ORGANISATION) == {pair(one, third): 1}
    with transaction():
        db.session.delete(db.session.get(Event, event.id))
    assert counted(BY_ORGANISATION) == {}


def test_counting_twice_changes_nothing_and_asks_once(house):
    an_event_that_took_place(hosts=[an_organisation(), an_organisation()])
    count()
    before = network_queries.stamp()

    with statements.counted() as seen:
        count()

    assert len(seen) == 1
    assert network_queries.stamp() == before


def test_who_counted_an_older_programme_gives_way(house, monkeypatch):
    one, other = an_organisation(), an_organisation()
    an_event_that_took_place(hosts=[one, other])
    slow = network_counting._counted

    def counted_while_another_counts(now):
        monkeypatch.setattr(network_counting, "_counted", slow)
        an_event_that_took_place(hosts=[one, other])
        count()
        return {}

    monkeypatch.setattr(network_counting, "_counted", counted_while_another_counts)
    count()

    assert counted(BY_ORGANISATION) == {pair(one, other): 2}
    assert db.session.get(NetworkCount, 1, populate_existing=True).revision == 1


def test_many_pairs_are_written_and_taken_back(house):
    hosts = [an_organisation() for _number in range(25)]
    event = an_event_that_took_place(hosts=hosts)
    assert len(counted(BY_ORGANISATION)) == 300

    with transaction():
        db.session.get(Event, event.id).state = "draft"

    assert counted(BY_ORGANISATION) == {}


# Who might meet


def test_those_are_suggested_who_never_met_and_have_something_in_common():
    a = Actor("a", "A", country="DE", actor_group="science", areas=frozenset(["energie"]))
    b = Actor("b", "B", country="DE", actor_group="science", areas=frozenset(["energie"]))
    c = Actor("c", "C", country="DE", actor_group="business", areas=frozenset(["energie"]))
    d = Actor("d", "D", country="PL", actor_group="science", seeks=frozenset(["rooms"]))
    e = Actor("e", "E", country="PL", offers=frozenset(["rooms"]))

    number, found = network_rules.suggestions([a, b, c, d, e], Meetings(**network_rules.digest([("c", "a", 1, DAY)])))

    assert number == 3
    assert [(each.one.key, each.other.key) for each in found] == [("b", "c"), ("a", "b"), ("d", "e")]
    assert (found[2].one_helps, found[2].other_helps) == (frozenset(), frozenset(["rooms"]))


def test_those_from_different_countries_are_suggested_first():
    areas = frozenset(["energie"])
    near, far = Actor("a", "A", country="DE", areas=areas), Actor("c", "C", country="CZ", areas=areas)
    other = Actor("b", "B", country="DE", areas=areas | {"leben"}, offers=frozenset(["rooms"]))

    actors = [near, other, far]
    whole = network_rules.suggestions(actors, Meetings())[1]
    parts = [network_rules.suggestions(actors, Meetings(), place, 2)[1] for place in (0, 2)]

    assert [each.one.key + each.other.key for each in whole] == ["ac", "bc", "ab"]
    assert [*parts[0], *parts[1]] == whole


def test_who_never_met_is_listed_in_parts():
    actors = [Actor(key, key) for key in "abcd"]

    first = network_rules.never_met(actors, Meetings(**network_rules.digest([("b", "a", 1, DAY)])), 0, 3)
    second = network_rules.never_met(actors, Meetings(**network_rules.digest([("b", "a", 1, DAY)])), 3, 3)

    assert ["".join(each.key for each in two) for two in first + second] == ["ac", "ad", "bc", "bd", "cd"]


def test_who_is_gone_since_the_count_is_left_out():
    actors = [Actor(key, key) for key in "abc"]
    meetings = Meetings(**network_rules.digest([("a", "x", 5, DAY), ("b", "a", 1, DAY)]))

    assert network_rules.numbers(actors, meetings) == (1, 2)
    assert [(each.one.key, each.other.key) for each in network_rules.met(actors, meetings)] == [("a", "b")]


# The pages


def test_the_picture_and_its_tables_say_the_same(house, guest):
    energy = an_area(title="Energie")
    an_area(title="Druck")
    one, other = an_organisation("Uni", country="DE", areas=[energy]), an_organisation("Firma", country="PL")
    third = an_organisation("Verein", country="CZ", areas=[energy])
    an_event_that_took_place(area=energy, hosts=[one, other], days_ago=3)
    count()

    page = guest.get("/netzwerk")

    rows = {table.xpath("string(caption)"): rows_of(table) for table in page.tree.xpath("//main//table")}
    assert rows["Organisationen: getroffen"] == [[other.name, one.name, "einmal", "1. Mai"]]
    assert rows["Länder: getroffen"] == [["Deutschland", "Polen", "einmal", "1. Mai"]]
    assert rows["Länder: noch nie getroffen"] == [["Deutschland", "Tschechien"], ["Polen", "Tschechien"]]
    assert rows["Bereiche: noch nie getroffen"] == [["Energie", "Druck"]]
    assert rows["Vorschläge"] == [
        [one.name, third.name, "Beide arbeiten an: Energie. Sie kommen aus Deutschland und Tschechien."]
    ]
    titles = [each.text for each in page.tree.xpath("//*[local-name()='svg'][@role='img']//*[local-name()='path']/*")]
    assert f"{one.name} und {other.name}: einmal" in titles
    assert "Energie und Druck: noch nie" in titles
    names = [each.text for each in page.tree.xpath("//*[local-name()='g']/*[local-name()='title']")]
    assert {one.name, other.name, "Energie", "Druck", "Deutschland", "Polen", "Tschechien"} == set(names)


def test_an_empty_house_has_a_network_page(guest):
    page = guest.get("/netzwerk")

    assert (page.status, "Noch haben keine zwei Organisationen" in page.words) == (200, True)
    for which in ("getroffen", "noch-nie", "vorschlaege"):
        assert "Hier steht noch nichts." in guest.get(f"/netzwerk/{which}").words
    assert guest.get("/netzwerk/anderes").status == 404


def test_long_lists_have_pages_of_their_own(house, guest):
    area = an_area()
    actors = [an_organisation(areas=[area]) for _number in range(16)]
    an_event_that_took_place(hosts=actors[:8])
    count()

    page = guest.get("/netzwerk")

    assert page.links("Alle 28 Paare zeigen") == ["/netzwerk/getroffen"]
    assert page.links("Alle 92 Paare zeigen") == ["/netzwerk/noch-nie"]
    assert page.links("Alle 92 Vorschläge zeigen") == ["/netzwerk/vorschlaege"]
    assert len(guest.get("/netzwerk/getroffen").tree.xpath("//tbody/tr")) == 28
    assert len(guest.get("/netzwerk/noch-nie").tree.xpath("//tbody/tr")) == 92
    for query in ("2", "-1", "x", "9" * 30):
        assert guest.get(f"/netzwerk/noch-nie?seite={query}").status in (200, 404)


def test_only_so_many_stand_in_the_picture_and_the_rest_in_the_tables(house, guest):
    an_event_that_took_place(hosts=[an_organisation() for _number in range(26)])
    count()

    page = guest.get("/netzwerk")

    assert len(page.tree.xpath("//*[local-name()='svg'][@role='img']//*[local-name()='circle']")) == 24
    assert "2 weitere stehen nur in den Tabellen." in page.words


@pytest.mark.parametrize("path", ["/netzwerk", "/netzwerk/getroffen", "/netzwerk/noch-nie", "/netzwerk/vorschlaege"])
def test_pages_cost_few_statements_however_large_the_network(house, guest, path):
    counts = []
    for rows in (1, 3):
        for _number in range(rows):
            area, other = an_area(), an_area()
            hosts = [an_organisation(areas=[area], country="PL"), an_organisation(areas=[area, other])]
            for host in hosts:
                _offers(host)
            an_event_that_took_place(hosts=hosts, area=area, further_areas=[other])
        count()
        with statements.counted() as seen:
            assert guest.get(path).status == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] <= MOST_STATEMENTS


def _offers(organisation):
    with transaction():
        for direction in ("offer", "seek"):
            db.session.add(Offer(organisation_id=organisation.id, direction=direction, kind="rooms", text="Saal"))


def test_names_cannot_break_out_of_the_picture(house, guest):
    area = an_area(title=SCRIPT)
    hosts = [an_organisation(SCRIPT, areas=[area]), an_organisation("\"><svg onload='x'>", areas=[an_area()])]
    an_event_that_took_place(hosts=hosts)
    an_organisation(SCRIPT, areas=[area], country="PL")
    count()

    page = guest.get("/netzwerk")

    assert page.tree.xpath("//script | //@onload") == []
    assert SCRIPT in page.words.replace("\xa0", " ")


def test_a_kept_page_is_made_anew_when_who_met_changes_and_no_sooner(house, guest):
    one, other = an_organisation(), an_organisation()
    an_event_that_took_place(hosts=[one, other])
    assert "Noch haben keine zwei" in guest.get("/netzwerk").words

    count()

    assert "Noch haben keine zwei" not in guest.get("/netzwerk").words
    with statements.counted() as seen:
        guest.get("/netzwerk")
    assert len(seen) == 1


def test_the_job_is_registered(house):
    assert house.extensions["jobs"]["count_meetings"].run is network_counting.count_meetings
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NetworkCount)) == 1
