"""Finding events by words: umlauts, typing errors, parts of words; and page by page."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.database import db, rehearsal, transaction
from app.programme import actions, filters, folding, formats, indexing, listing
from app.programme.afterwards import ClosingReport
from app.programme.models import Event, EventDate, Format
from app.programme.searches import EventSearch
from app.programme.translations import FormatText
from bench import statements
from tests.make import a_format, a_place, a_room, an_event, an_organisation


def found(typed, **wanted):
    """The titles of what is found, in its order."""
    return [event.title for event in listing.coming(filters.Filter(q=typed, **wanted), clock.now()).events]


@pytest.fixture
def programme(app, at):
    """A workshop in Görlitz, a café for repairing, and a consultation."""
    at("2026-05-04 12:00")
    town = a_place(name="Görlitz", city="Görlitz", names={"pl": "Zgorzelec", "hsb": "Zhorjelc"})
    werkstatt = a_format(name="Zukunftswerkstatt", summary="Wir denken gemeinsam nach.")
    an_event(title="Zukunftswerkstatt", format=werkstatt, room_ids=[a_room(name="Salon", place=town).id])
    an_event(title="Repair-Café", format=a_format(name="Repair-Café", summary="Wir flicken."))
    an_event(title="3D-Druck-Sprechstunde", format=a_format(name="3D-Druck", summary="Fragen zum Drucken."))
    return app


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("zukunftswerkstat", "Zukunftswerkstatt"), ("Zukunftwerkstatt", "Zukunftswerkstatt"),
        ("werkstatt", "Zukunftswerkstatt"), ("goerlitz", "Zukunftswerkstatt"), ("GORLITZ", "Zukunftswerkstatt"),
        ("Görlitz", "Zukunftswerkstatt"), ("zgorzelec", "Zukunftswerkstatt"), ("zukunft goerlitz", "Zukunftswerkstatt"),
        ("repaircafe", "Repair-Café"), ("repair cafe", "Repair-Café"), ("Repair-Cafe", "Repair-Café"),
        ("reparir", "Repair-Café"), ("3d druck", "3D-Druck-Sprechstunde"), ("3D-Druck", "3D-Druck-Sprechstunde"),
    ],
)  # fmt: skip
def test_it_forgives_umlauts_hyphens_and_typing_errors(programme, typed, title):
    assert found(typed) == [title]


@pytest.mark.parametrize("typed", ["quaxi", "repair goerlitz", "xyzzyplugh"])
def test_what_is_not_there_is_not_found(programme, typed):
    assert found(typed) == []


def test_it_says_how_it_read_a_mistyped_word(programme):
    wanted = filters.Filter(q="zukunftswerkstat")

    assert listing.coming(filters.Filter(q="zukunftswerkstxtt goerlitz"), clock.now()).meant == (
        "Zukunftswerkstatt Görlitz"
    )
    assert listing.coming(filters.Filter(q="repaircfe"), clock.now()).meant == "Repair-Café"
    # A part of a word is no mistake.
    assert listing.coming(wanted, clock.now()).meant == ""


def test_what_says_it_in_its_title_comes_first(programme):
    an_event(title="Später", format=a_format(name="Anderes", summary="Wie im Repair-Café."), hours=1)
    an_event(
        title="Repair-Treff", format=a_format(name="Treff"), starts_at=clock.now() + timedelta(days=90)
    )

    assert found("repair") == ["Repair-Café", "Repair-Treff", "Später"]


def test_the_words_of_an_event_are_those_it_has_now(programme):
    event = an_event(title="Alt", hosts=[an_organisation("Imkerei")])
    actions.change_event(event.id, title="Nähstube")
    renamed = (found("alt"), found("naehstube"), found("imkerei"))
    formats.change_format(event.format_id, summary="Mit Nadel und Faden.")
    with transaction():
        db.session.get(Event, event.id).hosts[0].name = "Bienenfreunde"
        db.session.add(FormatText(format_id=event.format_id, language="pl", name="Szycie łatwe"))

    assert renamed == ([], ["Nähstube"], ["Nähstube"])
    assert [found(word) for word in ("bienenfreunde", "nadel", "szycie latwe")] == [["Nähstube"]] * 3


def test_what_was_taken_back_leaves_no_words(programme):
    before = db.session.query(EventSearch).count()
    with rehearsal():
        an_event(title="Niemals")

    assert (db.session.query(EventSearch).count(), found("niemals")) == (before, [])


def test_drafts_are_not_found(programme):
    an_event(title="Geheimnis", state="draft")

    assert found("geheimnis") == []


def test_events_from_before_there_was_a_search_are_found_after_the_job(programme):
    with transaction():
        db.session.query(EventSearch).delete()
    before = found("repair")

    indexing.index_missing()

    assert (before, found("repair"), indexing.index_missing()) == ([], ["Repair-Café"], 0)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
@given(st.text(max_size=120) | st.text("\"'*:()-^\\%_& |!<>\0ä", max_size=40))
def any_words(typed):
    listing.coming(filters.Filter(q=typed), clock.now())


def test_nothing_typed_breaks_the_search(programme):
    any_words()

    for typed in ('"', "' OR 1=1 --", "NEAR(a b)", "a AND", "repair*", "\u202eabc", "🛠️ repair", "x" * 10_000, "a\x00b"):
        found(typed)


def test_for_whom_it_is(programme):
    with transaction():
        codes_of = {"Repair-Café": ["everyone"], "3D-Druck": ["children"], "Zukunftswerkstatt": ["adults"]}
        for name, codes in codes_of.items():
            db.session.query(Format).filter_by(name=name).one().audiences = codes

    titles = [event.title for event in listing.coming(filters.Filter(fuer="children"), clock.now()).events]

    assert sorted(titles) == ["3D-Druck-Sprechstunde", "Repair-Café"]


def test_the_programme_goes_on_on_the_next_page(house, guest):
    format = a_format()
    for number in range(listing.PER_PAGE + 2):
        an_event(title=f"Termin {number:03}", format=format, starts_at=clock.now() + timedelta(days=1 + number))

    first, second, third = guest.get("/programm"), guest.get("/programm?seite=2"), guest.get("/programm?seite=3")

    assert "42 Veranstaltungen." in first.words
    assert ("Termin 039" in first.words, "Termin 040" in first.words) == (True, False)
    assert first.links("Nächste Seite") == ["/programm?seite=2"]
    assert "Termin 041" in second.words
    bad = [guest.get(f"/programm?seite={number}").status for number in ("0", "-1", "x", "9" * 30)]
    assert [third.status, *bad] == [404] * 5


def test_a_filter_is_taken_off_by_its_own_link(house, guest):
    an_event(title="Repair-Café")

    page = guest.get("/programm?q=repair&frei=1")

    assert page.links("Nur mit freien Plätzen") == ["/programm?q=repair"]
    assert page.links("„repair“") == ["/programm?frei=1"]


def test_a_week_has_its_days_and_its_neighbours(house, guest):
    an_event(title="Repair-Café", starts_at=clock.now() + timedelta(days=1))
    an_event(title="Nächste Woche", starts_at=clock.now() + timedelta(days=8))

    page = guest.get("/programm?ansicht=woche&woche=2026-05-06")

    assert ("Repair-Café" in page.words, "Nächste Woche" in page.words) == (True, False)
    assert page.links("Woche danach") == ["/programm?ansicht=woche&woche=2026-05-11"]


def test_what_is_over_stands_in_the_archive_the_newest_first(house, guest):
    for days, word in ((3, "drei"), (2, "zwei")):
        an_event(title=f"Vor {word} Tagen", starts_at=clock.now() - timedelta(days=days))
    gone = an_event(title="Fiel aus", starts_at=clock.now() - timedelta(days=1), state="draft")
    assert gone.state == "draft"
    an_event(title="Kommt noch")

    page, searched = guest.get("/archiv"), guest.get("/archiv?q=vor+drei")

    titles = [" ".join(a.text_content().split()) for a in page.tree.xpath("//main//ul[@class='events']//h2")]
    assert titles == ["Vor zwei Tagen", "Vor drei Tagen"]
    assert "1 Veranstaltung." in searched.words


def test_looking_for_words_takes_few_statements_however_many_events_there_are(house, guest):
    paths = ("/programm?q=repair", "/programm?q=reparir", "/archiv?q=repair", "/archiv")
    counted = []
    for _time in range(2):
        for days in (-2, 2):
            an_event(title="Repair-Café", starts_at=clock.now() + timedelta(days=days))
        with transaction():
            for event in db.session.query(Event).filter(Event.dates.any(EventDate.ends_at < clock.now())):
                db.session.merge(ClosingReport(event_id=event.id, report="Es war schön.", closed_at=clock.now()))
        for path in paths:
            with statements.counted() as seen:
                page = guest.get(path)
            assert "Repair-Café" in page.words
            counted.append(len(seen))

    assert counted[:4] == counted[4:]
    assert max(counted) <= 6


def test_nothing_in_an_address_breaks_the_programme(house, guest):
    strange = ("%00", "a%00b", "%27%22%25%5C_", "%F0%9F%9B%A0", "%FF", "x" * 5000)
    names = ("q", "ort", "bereich", "format", "sprache", "fuer", "art", "von", "seite", "stufenfrei")

    statuses = {
        (name, value): guest.get(f"/programm?{name}={value}").status for name in names for value in strange
    }

    assert {key: status for key, status in statuses.items() if status not in (200, 400, 404)} == {}


def test_words_are_folded_alike_in_all_our_languages():
    assert folding.words("Łużyce Ćišćanka žluťoučký Straße Görlitz") == [
        "luzyce", "ciscanka", "zlutoucky", "strasse", "gorlitz",
    ]  # fmt: skip
    assert folding.terms("  Zürich, ZUERICH ") == ["zurich"]
    assert folding.terms("…!?") == []


def test_deleting_an_event_takes_its_words_along(programme):
    event = an_event(title="Vergänglich")
    with transaction():
        db.session.delete(db.session.get(Event, event.id))

    assert found("vergaenglich") == []


def test_the_words_of_a_draft_are_nobodys_to_guess_at(programme):
    draft = an_event(title="Bürgermeisterrücktritt", state="draft")
    before = listing.coming(filters.Filter(q="burgermeisterructrit"), clock.now()).meant

    actions.change_event(draft.id, state="published")

    assert (before, found("bürgermeisterrücktrit")) == ("", ["Bürgermeisterrücktritt"])
