"""No part of a room, and no piece of equipment, is wanted twice at one moment."""

import time

import pytest

from tests.seasons.season_examples import a_season, a_span, an_event, changed, faults_of


def test_a_room_wanted_twice_is_refused_with_who_holds_it():
    season = a_season(
        an_event(title="Erzählcafé", start="14:00", end="17:00"),
        an_event("E02", start="16:00", end="18:00"),
    )

    assert faults_of(season) == [
        (
            "events[1] (E02).rooms[0]",
            "„Salon“ ist schon belegt: „Erzählcafé“ (E01) hält den Raum mit Auf- und Abbau "
            "am 6. Februar 2027, 13:40 bis 17:20 Uhr. "
            "Diese Veranstaltung bräuchte ihn am 6. Februar 2027, 15:40 bis 18:20 Uhr. "
            "Bitte andere Zeit oder anderen Raum wählen.",
        )
    ]


@pytest.mark.parametrize(("start", "places"), [("17:39", ["events[1] (E02).rooms[0]"]), ("17:40", [])])
def test_setup_and_teardown_are_part_of_the_time_a_room_is_held(start, places):
    season = a_season(an_event(end="17:00"), an_event("E02", start=start, end="20:00"))

    assert [where for where, _ in faults_of(season)] == places


@pytest.mark.parametrize(
    ("first", "second", "places"),
    [
        ("saal", "nord", ["events[1] (E02).rooms[0]"]),
        ("sued", "saal", ["events[1] (E02).rooms[0]"]),
        ("nord", "sued", []),
    ],
)
def test_a_hall_shares_its_parts_with_its_halves(first, second, places):
    season = a_season(an_event(rooms=[first]), an_event("E02", rooms=[second]))

    assert [where for where, _ in faults_of(season)] == places


def test_a_conflict_of_hall_and_half_names_both():
    season = a_season(an_event(rooms=["saal"]), an_event("E02", rooms=["nord"]))

    assert faults_of(season) == [
        (
            "events[1] (E02).rooms[0]",
            "„Saal Nord“ ist schon belegt: „Repair-Café“ (E01) hält den Raum mit Auf- und Abbau "
            "am 6. Februar 2027, 13:30 bis 17:30 Uhr (dort „Saal“, beide teilen sich die Fläche). "
            "Diese Veranstaltung bräuchte ihn am 6. Februar 2027, 13:40 bis 17:20 Uhr. "
            "Bitte andere Zeit oder anderen Raum wählen.",
        )
    ]


def test_a_quarter_shares_its_part_with_the_whole_hall():
    season = changed(a_season(), "rooms", 3, parent="nord", place="zittau")
    season["events"] = [an_event(rooms=["salon"]), an_event("E02", rooms=["saal"]), an_event("E03", rooms=["sued"])]

    assert [where for where, _ in faults_of(season)] == ["events[1] (E02).rooms[0]", "events[2] (E03).rooms[0]"]


def test_an_event_cannot_have_a_hall_and_its_half():
    season = a_season(an_event(rooms=["saal", "nord"], occurrences=[a_span(), a_span("2027-02-07")]))

    assert faults_of(season) == [
        (
            "events[0] (E01).rooms[1]",
            "„Saal Nord“ und „Saal“ teilen sich die Fläche. Bitte nur einen von beiden eintragen.",
        )
    ]


def test_dates_of_one_event_leave_time_for_setup_and_teardown():
    season = a_season(an_event(occurrences=[a_span(start="09:00", end="12:00"), a_span(start="12:30", end="15:00")]))

    assert faults_of(season) == [
        (
            "events[0] (E01).occurrences[1]",
            "Dieser Termin liegt zu nah an einem anderen derselben Veranstaltung: „Salon“ "
            "braucht dazwischen Zeit für Ab- und Aufbau. Bitte die Termine weiter auseinanderlegen.",
        )
    ]


@pytest.mark.parametrize(
    "first",
    [
        {"state": "draft"},
        {"state": "waitlist"},
        {"state": "moved", "moved_from": [a_span("2027-02-07")]},
    ],
)
def test_an_event_holds_its_room_in_every_state_but_one(first):
    season = a_season(an_event(**first), an_event("E02"))

    assert [where for where, _ in faults_of(season)] == ["events[1] (E02).rooms[0]"]


def test_a_cancelled_event_lets_go_of_its_room_and_its_things():
    loan = {"mobile_equipment": ["m-mikro"]}
    season = a_season(an_event(state="cancelled", cancel_reason="Krank.", **loan), an_event("E02", **loan))

    assert faults_of(season) == []


def test_the_old_time_of_a_moved_event_is_free():
    season = a_season(an_event(state="moved", moved_from=[a_span("2027-02-07")]), an_event("E02", date="2027-02-07"))

    assert faults_of(season) == []


def test_a_digital_room_is_held_for_the_event_itself():
    online = {"rooms": ["netz"], "seats_onsite": 0, "seats_online": 10}
    season = a_season(
        an_event(end="15:00", **online),
        an_event("E02", start="15:00", **online),
        an_event("E03", start="16:59", end="18:00", **online),
    )

    assert [where for where, _ in faults_of(season)] == ["events[2] (E03).rooms[0]"]


def test_the_clock_change_does_not_hide_a_conflict():
    night = [["2026-10-25T02:00:00+02:00", "2026-10-25T02:45:00+02:00"]]
    hour_later = [["2026-10-25T02:30:00+01:00", "2026-10-25T03:45:00+01:00"]]
    same_hour = [["2026-10-25T02:30:00+02:00", "2026-10-25T03:45:00+01:00"]]

    assert faults_of(a_season(an_event(occurrences=night), an_event("E02", occurrences=hour_later))) == []
    assert len(faults_of(a_season(an_event(occurrences=night), an_event("E02", occurrences=same_hour)))) == 1


def test_more_equipment_than_there_is_is_refused():
    season = a_season(
        an_event(mobile_equipment=["m-mikro"]),
        an_event("E02", rooms=["nord"], start="17:10", end="19:00", mobile_equipment=["m-hoer", "m-mikro"]),
    )

    assert faults_of(season) == [
        (
            "events[1] (E02).mobile_equipment[1]",
            "„Funkmikrofone“ gibt es nur 1-mal und ist am 6. Februar 2027, 16:50 bis 19:20 Uhr schon vergeben, "
            "zum Beispiel an „Repair-Café“ (E01). Bitte andere Zeit oder einen Raum wählen, der so etwas hat.",
        )
    ]


def test_equipment_is_counted_at_one_moment():
    pair = {"mobile_equipment": ["m-hoer"]}
    season = a_season(
        an_event(start="10:00", end="12:00", **pair),
        an_event("E02", start="14:00", end="16:00", **pair),
        an_event("E03", rooms=["nord"], start="10:00", end="16:00", **pair),
        an_event("E04", rooms=["sued"], start="15:00", end="16:00", **pair),
    )

    assert [where for where, _ in faults_of(season)] == ["events[3] (E04).mobile_equipment[0]"]


def test_a_full_house_is_checked_in_seconds():
    days = [f"2027-{month:02}-{day:02}" for month in (2, 5, 6, 7, 8) for day in range(1, 28)]
    offsets = {"02": "+01:00"}
    events = [
        an_event(f"{room}-{day}-{hour}", day, f"{hour:02}:00", f"{hour + 1:02}:00", offsets.get(day[5:7], "+02:00"),
                 rooms=[room])
        for day in days for hour in range(8, 20, 2) for room in ("nord", "sued", "salon")
    ]  # fmt: skip
    started = time.monotonic()

    assert faults_of(a_season(*events)) == []
    assert time.monotonic() - started < 20
