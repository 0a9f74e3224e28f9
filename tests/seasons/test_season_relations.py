"""What a season says must fit together: ids, places, dates, states, seats and equipment."""

import pytest

from app.seasons.reading import read_season
from tests.seasons.season_examples import a_season, a_span, an_event, changed, faults_of, in_bytes

NOT_IN_FILE = "gibt es in dieser Datei nicht. Bitte prüfen Sie die Schreibweise."


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"format": "yoga"}, ".format", f"Das Format „yoga“ {NOT_IN_FILE}"),
        ({"area": "kunst"}, ".area", f"Den Bereich „kunst“ {NOT_IN_FILE}"),
        ({"further_areas": ["kunst"]}, ".further_areas[0]", f"Den Bereich „kunst“ {NOT_IN_FILE}"),
        ({"rooms": ["salon", "keller"]}, ".rooms[1]", f"Den Raum „keller“ {NOT_IN_FILE}"),
        ({"mobile_equipment": ["m-x"]}, ".mobile_equipment[0]", f"Die Ausstattung „m-x“ {NOT_IN_FILE}"),
        ({"partner_types": ["Kita"]}, ".partner_types[0]", f"Die Art von Organisation „Kita“ {NOT_IN_FILE}"),
        ({"hosts": ["Kita"]}, ".hosts[0]", f"Die Art von Organisation „Kita“ {NOT_IN_FILE}"),
        ({"rooms": ["salon", "salon"]}, ".rooms[1]", "„salon“ steht schon in dieser Liste. Bitte einmal streichen."),
    ],
)
def test_an_event_that_names_something_unknown_or_twice_is_refused(changes, where, sentence):
    season = a_season(an_event(**changes))

    assert faults_of(season) == [(f"events[0] (E01){where}", sentence)]


def test_something_unknown_is_refused_with_the_likely_one():
    season = a_season(an_event(rooms=["saloon"]))

    assert faults_of(season) == [
        ("events[0] (E01).rooms[0]", "Den Raum „saloon“ gibt es in dieser Datei nicht. Meinten Sie „salon“?")
    ]


@pytest.mark.parametrize(
    ("key", "changes", "where", "sentence"),
    [
        ("rooms", {"place": "ostritz"}, "rooms[1] (nord).place", f"Den Ort „ostritz“ {NOT_IN_FILE}"),
        ("rooms", {"parent": "halle"}, "rooms[1] (nord).parent", f"Den Raum „halle“ {NOT_IN_FILE}"),
        ("formats", {"area": "kunst"}, "formats[1] (dialog).area", f"Den Bereich „kunst“ {NOT_IN_FILE}"),
        ("formats", {"colour": "kunst"}, "formats[1] (dialog).colour", f"Den Bereich „kunst“ {NOT_IN_FILE}"),
        (
            "formats",
            {"room_needs": ["Orgel"]},
            "formats[1] (dialog).room_needs[0]",
            "Die Ausstattung „Orgel“ gibt es in keinem Raum und nicht mobil. Bitte eintragen oder streichen.",
        ),
        (
            "rooms",
            {"opening_hours": {"mon": [["08:00", "12:00"], ["11:00", "24:00"]]}},
            "rooms[1] (nord).opening_hours.mon",
            "Bitte die Zeiten der Reihe nach, jede mit Anfang vor Ende.",
        ),
        (
            "rooms",
            {"opening_hours": {"mon": [["18:00", "02:00"], ["20:00", "22:00"]]}},
            "rooms[1] (nord).opening_hours.mon",
            "Bitte die Zeiten der Reihe nach, jede mit Anfang vor Ende.",
        ),
        (
            "rooms",
            {"opening_hours": {"sun": [["20:00", "09:00"]], "mon": [["08:00", "12:00"]]}},
            "rooms[1] (nord).opening_hours.sun",
            "Bitte die Nacht nur so lang, dass sie nicht in die Öffnung am nächsten Tag reicht.",
        ),
    ],
)
def test_a_room_or_format_that_does_not_fit_is_refused(key, changes, where, sentence):
    season = changed(a_season(), key, 1, **changes)

    # The hall of a room in an unknown place lies elsewhere too; only the first fault is of interest here.
    assert faults_of(season)[0] == (where, sentence)


def test_a_half_lies_in_the_place_of_its_hall():
    season = changed(a_season(), "rooms", 1, place="goerlitz")

    assert faults_of(season) == [
        ("rooms[1] (nord).parent", "„Saal“ liegt an einem anderen Ort. Bitte einen Raum am selben Ort eintragen.")
    ]


def test_a_room_that_is_part_of_itself_is_refused():
    season = changed(a_season(), "rooms", 0, parent="nord")

    assert faults_of(season)[:2] == [
        ("rooms[0] (saal).parent", "„Saal“ wäre so ein Teil von sich selbst. Bitte berichtigen oder null."),
        ("rooms[1] (nord).parent", "„Saal Nord“ wäre so ein Teil von sich selbst. Bitte berichtigen oder null."),
    ]


def test_half_of_a_position_is_refused():
    season = changed(a_season(), "places", 0, latitude=50.896)

    assert faults_of(season) == [
        ("places[0] (zittau).longitude", "Zu einem Punkt gehören Breite und Länge. Bitte beide oder keine."),
    ]
    assert faults_of(changed(season, "places", 0, longitude=14.807)) == []


@pytest.mark.parametrize(
    ("key", "index", "first"),
    [
        ("places", 1, "places[0]"),
        ("rooms", 3, "rooms[0]"),
        ("digital_rooms", 0, "rooms[0]"),
        ("formats", 1, "formats[0]"),
        ("mobile_equipment", 1, "mobile_equipment[0]"),
        ("events", 1, "events[0]"),
    ],
)
def test_an_id_that_stands_twice_is_refused(key, index, first):
    season = a_season(an_event(), an_event("E02", date="2027-02-07"))
    key_of_first, number = first.rstrip("]").split("[")
    doubled = season[key_of_first][int(number)]["id"]

    faults = faults_of(changed(season, key, index, id=doubled))

    assert faults[0] == (
        f"{key}[{index}] ({doubled}).id",
        f"Die Kennung „{doubled}“ steht schon bei {first}. Bitte eine andere wählen.",
    )


@pytest.mark.parametrize(
    ("anchor", "sentence"),
    [
        ("2027-02-02", "Das ist kein Montag. Bitte den Montag der ersten Woche eintragen."),
        ("01.02.2027", "Das ist kein Tag zwischen 2000 und 2100. Bitte wie 2027-02-01 schreiben."),
        ("2027-02-30", "Das ist kein Tag zwischen 2000 und 2100. Bitte wie 2027-02-01 schreiben."),
        ("0001-01-01", "Das ist kein Tag zwischen 2000 und 2100. Bitte wie 2027-02-01 schreiben."),
    ],
)
def test_an_anchor_that_is_no_monday_is_refused(anchor, sentence):
    assert faults_of(a_season(anchor=anchor)) == [("anchor", sentence)]


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (
            "2027-02-06 14:00",
            "Diese Zeit ist nicht lesbar. Bitte wie 2027-02-01T15:00:00+01:00 schreiben.",
        ),
        (
            "2027-02-06T14:00:00+01:00\n",
            "Diese Zeit ist nicht lesbar. Bitte wie 2027-02-01T15:00:00+01:00 schreiben.",
        ),
        (
            "2027-02-30T14:00:00+01:00",
            "Diesen Tag oder diese Uhrzeit gibt es nicht. Bitte prüfen Sie die Ziffern.",
        ),
        ("1999-02-06T14:00:00+01:00", "Das Jahr 1999 liegt zu fern. Bitte 2000 bis 2100."),
        ("2027-02-06T14:00:00", "Der Zeit fehlt der Abstand zur Weltzeit. Bitte ergänzen Sie +01:00."),
        (
            "2027-02-06T14:00:00+02:00",
            "In Berlin gilt zu dieser Zeit +01:00, da steht aber +02:00. Bitte berichtigen Sie den Abstand.",
        ),
        (
            "2027-02-06T13:00:00Z",
            "In Berlin gilt zu dieser Zeit +01:00, da steht aber Z. Bitte berichtigen Sie den Abstand.",
        ),
        (
            "2026-10-25T02:30:00Z",
            "In Berlin gilt zu dieser Zeit +02:00 oder +01:00, da steht aber Z. Bitte berichtigen Sie den Abstand.",
        ),
        (
            "2026-03-29T02:30:00+01:00",
            "Diese Uhrzeit gibt es nicht: In dieser Nacht springt die Uhr von 2 auf 3 Uhr. "
            "Bitte wählen Sie eine andere.",
        ),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(start, sentence):
    season = a_season(an_event(occurrences=[[start, a_span()[1]]]))

    assert faults_of(season) == [("events[0] (E01).occurrences[0][0]", sentence)]


@pytest.mark.parametrize("end", ["14:00", "13:59"])
def test_an_end_that_is_not_after_the_start_is_refused(end):
    season = a_season(an_event(start="14:00", end=end))

    assert faults_of(season) == [
        ("events[0] (E01).occurrences[0]", "Das Ende liegt nicht nach dem Anfang. Bitte vertauschen oder berichtigen.")
    ]


def test_both_hours_of_the_doubled_night_can_be_meant():
    spans = [["2026-10-25T02:30:00+02:00", "2026-10-25T02:15:00+01:00"]]

    assert faults_of(a_season(an_event(occurrences=spans))) == []


@pytest.mark.parametrize(
    "second", [a_span(start="16:00", end="18:00"), a_span("2027-02-05"), a_span(start="14:00", end="17:00")]
)
def test_dates_out_of_order_or_overlapping_are_refused(second):
    season = a_season(an_event(occurrences=[a_span(), second]))

    assert faults_of(season) == [
        (
            "events[0] (E01).occurrences[1]",
            "Der Termin beginnt, bevor der vorige endet. Bitte der Reihe nach eintragen.",
        )
    ]


@pytest.mark.parametrize("reason", [{}, {"cancel_reason": None}, {"cancel_reason": "  "}])
def test_a_cancelled_event_without_a_reason_is_refused(reason):
    season = a_season(an_event(state="cancelled", **reason))

    assert faults_of(season) == [
        (
            "events[0] (E01)",
            "Die Veranstaltung ist abgesagt, aber cancel_reason fehlt. Bitte schreiben Sie, warum.",
        )
    ]


@pytest.mark.parametrize("old", [{}, {"moved_from": None}, {"moved_from": []}])
def test_a_moved_event_without_its_old_time_is_refused(old):
    season = a_season(an_event(state="moved", **old))

    assert faults_of(season) == [
        (
            "events[0] (E01)",
            "Die Veranstaltung ist verlegt, aber moved_from fehlt. Bitte schreiben Sie, wann sie vorher war.",
        )
    ]


def test_old_times_are_checked_like_new_ones():
    season = a_season(an_event(state="moved", moved_from=[["gestern", "heute"]]))

    assert [where for where, _ in faults_of(season)] == [
        "events[0] (E01).moved_from[0][0]",
        "events[0] (E01).moved_from[0][1]",
    ]


def test_a_bare_plan_is_made_whole_where_it_tells_less():
    season = a_season(an_event(state="cancelled"), an_event("E02", date="2027-02-13", state="moved"))
    del season["format_version"]

    read = read_season(in_bytes(season))

    assert [(event["state"], event["cancel_reason"]) for event in read["events"]] == [
        ("cancelled", "Der Grund ist nicht bekannt."),
        ("open", None),
    ]
    assert read_season(in_bytes(read)) == read


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        (
            {"seats_onsite": 37},
            "seats_onsite",
            "„Salon“ fasst 36 Personen, vorgesehen sind 37 Plätze. Bitte weniger Plätze oder einen größeren Raum.",
        ),
        (
            {"seats_onsite": 89, "rooms": ["nord", "sued"]},
            "seats_onsite",
            "„Saal Nord“ und „Saal Süd“ fassen 88 Personen, vorgesehen sind 89 Plätze. "
            "Bitte weniger Plätze oder einen größeren Raum.",
        ),
        (
            {"seats_online": 151, "rooms": ["salon", "netz"]},
            "seats_online",
            "„Netzraum“ fasst 150 Personen, vorgesehen sind 151 Plätze. Bitte weniger Plätze oder einen größeren Raum.",
        ),
        (
            {"seats_onsite": 1, "rooms": ["netz"]},
            "seats_onsite",
            "Für 1 Platz vor Ort fehlt der Raum. Bitte einen Raum oder external eintragen.",
        ),
        (
            {"seats_online": 20},
            "seats_online",
            "Für 20 Plätze im Netz fehlt der digitale Raum. Bitte einen eintragen.",
        ),
    ],
)
def test_seats_that_no_room_holds_are_refused(changes, where, sentence):
    season = a_season(an_event(**changes))

    assert faults_of(season) == [(f"events[0] (E01).{where}", sentence)]


def test_a_guest_place_holds_what_the_event_says():
    season = a_season(an_event(rooms=[], external="Zgorzelec, Gastort", seats_onsite=500))

    assert faults_of(season) == []


def test_unmet_needs_are_refused_with_the_equipment_that_would_help():
    season = a_season(an_event(format="dialog"))

    assert faults_of(season) == [
        (
            "events[0] (E01).rooms",
            "„Bürgerdialog“ braucht „Mikrofone“, das fehlt in „Salon“. "
            "Bitte „m-mikro“ bei mobile_equipment eintragen oder einen anderen Raum wählen.",
        ),
        (
            "events[0] (E01).rooms",
            "„Bürgerdialog“ braucht „Induktionsschleife“, das fehlt in „Salon“. "
            "Bitte „m-hoer“ bei mobile_equipment eintragen oder einen anderen Raum wählen.",
        ),
    ]


def test_unmet_needs_that_nothing_mobile_meets_ask_for_another_room():
    season = a_season(an_event(format="dialog"), mobile_equipment=[])
    season["formats"][1]["room_needs"] = ["Mikrofone"]

    assert faults_of(season) == [
        (
            "events[0] (E01).rooms",
            "„Bürgerdialog“ braucht „Mikrofone“, das fehlt in „Salon“. Bitte wählen Sie einen anderen Raum.",
        )
    ]


def test_the_equipment_and_the_built_in_loop_of_a_room_meet_needs():
    season = a_season(an_event(format="dialog", rooms=["saal"]))

    assert faults_of(season) == []


def test_mobile_equipment_and_a_mobile_loop_meet_needs():
    season = a_season(an_event(format="dialog", mobile_equipment=["m-mikro", "m-hoer"]))

    assert faults_of(season) == []


def test_a_room_to_which_a_loop_can_be_brought_meets_the_need_for_one():
    season = changed(a_season(an_event(format="dialog")), "rooms", 3, access={"hearing_loop": "mobil"})
    season["formats"][1]["room_needs"] = ["Induktionsschleife"]

    assert faults_of(season) == []


def test_a_digital_event_needs_no_room_equipment():
    season = a_season(an_event(format="dialog", rooms=["netz"], seats_onsite=0, seats_online=100))

    assert faults_of(season) == []
