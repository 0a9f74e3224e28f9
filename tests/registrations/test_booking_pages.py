"""Booking by the pages: three steps, a mail, a personal page; nothing typed is lost and nothing is told to others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import links, queries, waiting
from app.registrations.models import Registration
from tests.dumps import everything
from tests.make import a_format, a_registration, an_event
from tests.make_people import last_mails_go_out

JANA = {"name": "Jana Nowak", "email": "jana@example.org"}


def address(event):
    return f"/veranstaltungen/{event.slug}/platz"


def go_to_step_3(guest, event, **fields):
    """Walk through the form up to its last step."""
    fields = {**JANA, **fields}
    first = {name: fields.pop(name) for name in ("kind", "seats") if name in fields}
    second = guest.fill(guest.get(address(event)), address(event), **first)
    return guest.fill(second, address(event), **fields)


def book(guest, event, **fields):
    """Walk through the whole form and send it."""
    return guest.fill(go_to_step_3(guest, event, **fields), address(event))


def _look_anew():
    """Forget what was read before: the pages are served by another app."""
    db.session.rollback()
    db.session.expire_all()


def registrations():
    _look_anew()
    return db.session.scalars(sa.select(Registration).order_by(Registration.id)).all()


def mails():
    """The names of all mails written so far."""
    _look_anew()
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


# Three steps


def test_the_first_step_asks_for_seats_and_says_what_is_free(house, guest):
    event = an_event(capacity=20)

    page = guest.get(address(event))

    assert (page.status, page.step) == (200, "Plätze")
    assert "Vor Ort – 20 Plätze frei" in page.words
    assert page.headers["Cache-Control"] == "no-store"


def test_the_second_step_asks_for_name_address_and_the_questions_of_the_format(house, guest):
    event = an_event(format_facts={"questions": ["Was bringen Sie mit?"]})

    page = guest.fill(guest.get(address(event)), address(event))

    labels = [label.text_content().strip() for label in page.tree.xpath("//main//div[@class='field']/label")]
    assert labels == [
        "Wie dürfen wir Sie nennen?", "Ihre E-Mail-Adresse", "In welcher Sprache sollen wir Ihnen schreiben?",
        "Kommt jemand von Ihnen im Rollstuhl?", "Was bringen Sie mit? (freiwillig)",
    ]  # fmt: skip
    assert page.links("Datenschutz") == ["/datenschutz"]


def test_the_third_step_shows_everything_before_it_is_sent(house, guest):
    event = an_event(format_facts={"questions": ["Was bringen Sie mit?"]})

    page = go_to_step_3(guest, event, seats="2", **{"q_frage1": "Einen Toaster"})

    facts = [dd.text_content() for dd in page.tree.xpath("//main//dd")]
    assert facts[1:] == ["2 Plätze", "Jana Nowak", "jana@example.org", "Einen Toaster"]
    assert page.buttons == ["Plätze buchen", "Zurück"]
    assert registrations() == []


def test_sent_the_seats_are_held_and_a_mail_is_written(house, guest):
    event = an_event(format_facts={"questions": ["Was bringen Sie mit?"]})

    page = book(guest, event, seats="2", **{"q_frage1": "Einen Toaster"})

    [made] = registrations()
    assert (page.status, page.location) == (303, f"{address(event)}/fast-geschafft")
    assert (made.state, made.seats, made.name, made.email) == ("held", 2, "Jana Nowak", "jana@example.org")
    assert made.answers == [["Was bringen Sie mit?", "Einen Toaster"]]
    assert mails() == ["please_confirm"]


def test_every_field_stands_once_in_every_step(house, guest):
    event = an_event(seats={ONSITE: 5, ONLINE: 5}, format_facts={"questions": ["Eins?", "Zwei?"]})
    first = guest.get(address(event))
    second = guest.fill(first, address(event), kind=ONSITE)
    third = guest.fill(second, address(event), **JANA)

    for page in (first, second, third):
        named = [field.get("name") for field in page.tree.xpath("//main//form//*[@name][not(@type='radio')]")]
        assert len(named) == len(set(named))


def test_going_back_loses_nothing(house, guest):
    event = an_event(format_facts={"questions": ["Was bringen Sie mit?"]})
    page = go_to_step_3(guest, event, seats="2", **{"q_frage1": "Einen Toaster"})

    second = guest.fill(page, address(event), back="1")
    first = guest.fill(second, address(event), back="1")
    again = guest.fill(guest.fill(first, address(event)), address(event))

    assert [second.step, first.step, again.step] == ["Ihre Angaben", "Plätze", "Prüfen und senden"]
    assert again.sent == page.sent


def test_going_back_checks_nothing_and_keeps_what_was_half_typed(house, guest):
    event = an_event()
    second = guest.fill(guest.get(address(event)), address(event))

    first = guest.fill(second, address(event), email="jana@", back="1")

    assert (first.status, first.sent["email"]) == (200, "jana@")


def test_the_enter_key_goes_on_and_not_back(house, guest):
    event = an_event()

    page = guest.fill(guest.get(address(event)), address(event))

    assert page.buttons == ["Weiter", "Zurück"]


def test_what_is_typed_wrong_is_said_and_the_rest_stays(house, guest):
    event = an_event()
    second = guest.fill(guest.get(address(event)), address(event))

    page = guest.fill(second, address(event), name="Jana", email="keine Adresse")

    assert (page.status, page.step) == (422, "Ihre Angaben")
    assert page.title.startswith("Fehler: Platz buchen")
    assert "Bitte schreiben Sie eine vollständige Adresse" in page.refusal
    assert page.sent["name"] == "Jana"


def test_spaces_are_no_name(house, guest):
    event = an_event()
    second = guest.fill(guest.get(address(event)), address(event))

    page = guest.fill(second, address(event), name="   ", email="jana@example.org")

    assert (page.status, page.step) == (422, "Ihre Angaben")


def test_without_companions_nobody_is_asked_for_a_number(house, guest):
    event = an_event(format_facts={"companions_max": 0})

    page = guest.get(address(event))

    assert page.tree.xpath("//select") == []
    assert page.sent["seats"] == "1"


def test_of_two_kinds_one_must_be_chosen(house, guest):
    event = an_event(seats={ONSITE: 2, ONLINE: 50})

    page = guest.fill(guest.get(address(event)), address(event))

    assert (page.status, page.step) == (422, "Plätze")
    assert "Bitte wählen Sie, wie Sie dabei sein möchten." in page.refusal


def test_each_kind_says_how_many_seats_it_has(house, guest):
    event = an_event(seats={ONSITE: 1, ONLINE: 50})
    a_registration(event)

    page = guest.get(address(event))

    assert [li.text_content().strip() for li in page.tree.xpath("//li[@class='choice']")] == [
        "Vor Ort – Ausgebucht, Warteliste offen",
        "Digital, per Video – 50 Plätze frei",
    ]


@pytest.mark.parametrize("seats", ["0", "3", "-1", "viele", "", "1e9"])
def test_only_as_many_seats_as_companions_may_come(house, guest, seats):
    event = an_event()

    page = guest.fill(guest.get(address(event)), address(event), seats=seats)

    assert (page.status, page.step) == (422, "Plätze")
    assert "Bitte wählen Sie eine Zahl von 1 bis 2." in page.refusal


def test_a_jump_to_the_last_step_does_not_pass_the_others_by(house, guest):
    event = an_event()
    key = guest.get(address(event)).sent["form_key"]

    page = guest.post(address(event), step="3", kind=ONSITE, seats="1", form_key=key)

    assert (page.status, page.step) == (422, "Ihre Angaben")
    assert registrations() == []


# Waiting


def test_who_must_wait_is_told_on_every_step(house, guest):
    event = an_event(capacity=1)
    a_registration(event)
    first = guest.get(address(event))
    second = guest.fill(first, address(event))
    third = guest.fill(second, address(event), **JANA)

    for page in (first, second, third):
        assert page.h1 == f"Auf die Warteliste: {event.title}"
        assert "Das ist die Warteliste" in page.words
    assert third.buttons[0] == "Auf die Warteliste setzen"


def test_the_waiting_list_is_joined_by_the_same_form(house, guest):
    event = an_event(capacity=1)
    a_registration(event)

    book(guest, event)

    assert [each.state for each in registrations()] == ["confirmed", "waiting"]
    assert mails()[-1] == "please_confirm_waiting"


def test_who_wants_more_seats_than_are_left_is_told_how_many_are(house, guest):
    event = an_event(capacity=1)

    page = guest.fill(guest.get(address(event)), address(event), seats="2")

    assert "Es ist nur noch 1 Platz frei." in page.words


def test_one_who_came_too_late_may_wait_with_one_more_click(house, guest):
    event = an_event(capacity=1)
    page = go_to_step_3(guest, event)
    a_registration(event)

    refused = guest.fill(page, address(event))
    waiting = guest.fill(refused, address(event))

    assert refused.status == 409
    assert "Leider sind alle Plätze vergeben." in refused.refusal
    assert refused.buttons[0] == "Auf die Warteliste setzen"
    assert refused.sent["name"] == "Jana Nowak"
    assert waiting.status == 303
    assert registrations()[-1].state == "waiting"


def test_nobody_is_put_on_the_waiting_list_unasked(house, guest):
    event = an_event(capacity=1)
    page = go_to_step_3(guest, event)
    a_registration(event)

    guest.fill(page, address(event))

    assert len(registrations()) == 1


def test_without_a_waiting_list_a_full_event_says_so_before_asking(house, guest):
    event = an_event(capacity=1, format_facts={"has_waiting_list": False})
    a_registration(event)

    page = guest.get(address(event))

    assert (page.status, page.h1) == (200, f"Keine Buchung: {event.title}")
    assert "eine Warteliste gibt es hier nicht" in page.words


def test_where_even_waiting_would_not_help_nobody_is_asked_for_a_name(house, guest):
    event = an_event(capacity=1, format_facts={"has_waiting_list": False})

    page = guest.fill(guest.get(address(event)), address(event), seats="2")

    assert (page.status, page.step) == (409, "Plätze")


# Events that take no bookings


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"registration": "drop-in"}, "Kommen Sie einfach vorbei."),
        ({"registration": "invite"}, "Nur mit Einladung"),
        ({"opens_days": 3}, "Sie können sich ab Montag, 11. Mai, 12 Uhr anmelden."),
        ({"closes_hours": 24 * 11}, "Die Anmeldung war bis Sonntag, 3. Mai, 12 Uhr offen."),
    ],
)
def test_an_event_without_booking_says_why(house, guest, facts, says):
    event = an_event(format_facts=facts)

    page = guest.get(address(event))

    assert page.status == 200
    assert says in page.words
    assert page.links("Zum Programm") == ["/programm"]


def test_a_cancelled_event_says_why_and_what_comes_instead(house, guest):
    format = a_format()
    event, other = an_event(format=format, title="Eins"), an_event(format=format, title="Zwei")
    programme.cancel_event(event.id, "Wasserschaden im Saal.")

    page = guest.get(address(event))

    assert "Wasserschaden im Saal." in page.words
    assert page.links("Zwei") == [f"/veranstaltungen/{other.slug}"]


def test_a_form_sent_after_the_last_moment_is_a_conflict(house, guest, at):
    event = an_event()
    page = go_to_step_3(guest, event)
    at("2026-05-14 12:30")

    answer = guest.fill(page, address(event))

    assert answer.status == 409
    assert "läuft gerade" in answer.words


def test_drafts_have_no_booking_page(house, guest):
    event = an_event(state="draft")

    assert guest.get(address(event)).status == 404


# Programs, and people who are quick


def test_what_fills_the_trap_books_nothing_at_first_but_a_person_can_send_again(house, guest):
    event = an_event()
    page = go_to_step_3(guest, event)

    refused = guest.fill(page, address(event), website="https://spam.example")
    sent = guest.fill(refused, address(event))

    assert (refused.status, refused.sent["website"]) == (409, "")
    assert (sent.status, len(registrations())) == (303, 1)


def test_the_trap_is_out_of_sight_speech_and_reach(house, guest):
    field = guest.get(address(an_event())).tree.xpath("//input[@name='website']")[0]

    assert (field.get("tabindex"), field.get("autocomplete"), field.get("type")) == ("-1", "off", "text")
    assert (field.getparent().get("class"), field.getparent().get("aria-hidden")) == ("visually-hidden", "true")


def test_a_form_sent_in_no_time_is_asked_for_once_more(house, new_guest):
    event = an_event()

    page = book(new_guest(BOOKING_MIN_SECONDS=60), event)

    assert page.status == 409
    assert "Das ging sehr schnell." in page.refusal
    assert page.sent["email"] == "jana@example.org"


@pytest.mark.parametrize("key", ["gefälscht", "IkFBQSI.aaaaaa.bbbbbbbbbbbb"])
def test_a_forged_form_key_books_nothing_and_is_replaced(house, guest, key):
    event = an_event()
    page = go_to_step_3(guest, event)

    refused = guest.fill(page, address(event), form_key=key)
    sent = guest.fill(refused, address(event))

    assert (refused.status, sent.status, len(registrations())) == (409, 303, 1)


def test_a_form_sent_twice_books_once(house, guest):
    event = an_event()
    page = go_to_step_3(guest, event)

    answers = [guest.fill(page, address(event)) for _ in range(3)]

    assert [answer.status for answer in answers] == [303, 303, 303]
    assert (len(registrations()), mails()) == (1, ["please_confirm"])


def test_another_site_cannot_book(house, guest):
    event = an_event()
    page = go_to_step_3(guest, event)

    answer = guest.client.post(address(event), data=page.sent, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, registrations()) == (403, [])


# What is told to nobody


def test_new_known_and_booked_addresses_get_the_same_bytes(house, new_guest):
    event = an_event()
    a_registration(event, email="bestaetigt@example.org")
    a_registration(event, email="gehalten@example.org", is_confirmed=False)
    a_registration(an_event(), email="bekannt@example.org")

    answers = []
    for email in ("neu", "bekannt", "gehalten", "bestaetigt"):
        guest = new_guest()
        answer = book(guest, event, email=f"{email}@example.org")
        answers.append((answer.status, answer.location, answer.body, guest.get(answer.location).body))

    assert answers == [answers[0]] * 4


def test_who_is_booked_already_learns_it_by_mail_only(house, guest):
    event = an_event()
    a_registration(event, **JANA)

    book(guest, event, seats="2")

    assert [(each.seats, each.state) for each in registrations()] == [(1, "confirmed")]
    assert mails() == ["please_confirm", "confirmed", "already_there"]


def test_booking_sets_no_cookie(house, guest):
    event = an_event()

    answer = book(guest, event)
    guest.get(answer.location)
    [made] = registrations()
    guest.post(links.confirm_path(made))
    guest.get(links.manage_path(made))

    assert guest.client.get_cookie("wirkstaette_team") is None


# Confirming


def test_the_link_of_the_mail_leads_to_one_button(house, guest):
    registration = a_registration(an_event(), is_confirmed=False)

    page = guest.get(links.confirm_path(registration))

    assert (page.status, page.buttons) == (200, ["Platz bestätigen"])
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_button_makes_the_seat_sure(house, guest):
    registration = a_registration(an_event(), is_confirmed=False)

    page = guest.post(links.confirm_path(registration))

    assert (page.status, page.location) == (303, links.manage_path(registration))
    assert registrations()[0].state == "confirmed"
    assert guest.get(page.location).tree.xpath("//main//h2")[0].text_content() == "Ihr Platz ist sicher"


def test_pressed_twice_it_says_the_same(house, guest):
    registration = a_registration(an_event(), is_confirmed=False)

    answers = [guest.post(links.confirm_path(registration)) for _ in range(2)]

    assert answers[0].location == answers[1].location == links.manage_path(registration)
    assert mails().count("confirmed") == 1


def test_one_who_is_late_may_still_try(house, guest, at):
    event = an_event()
    registration = a_registration(event, is_confirmed=False)
    at("2026-05-06 12:00")
    waiting.lapse(registration.id)

    page = guest.get(links.confirm_path(registration))
    guest.post(links.confirm_path(registration))

    assert "Vielleicht ist noch einer frei" in page.words
    assert registrations()[0].state == "confirmed"


def test_one_who_is_too_late_is_told_so(house, guest, at):
    event = an_event(capacity=1, format_facts={"has_waiting_list": False})
    registration = a_registration(event, is_confirmed=False)
    at("2026-05-06 12:00")
    waiting.lapse(registration.id)
    a_registration(event)

    page = guest.post(links.confirm_path(registration))

    assert page.status == 409
    assert "Leider sind alle Plätze vergeben." in page.words


def test_a_cancelled_event_has_nothing_to_confirm(house, guest):
    event = an_event()
    registration = a_registration(event, is_confirmed=False)
    programme.cancel_event(event.id, "Wasserschaden im Saal.")

    page = guest.get(links.confirm_path(registration))

    assert page.buttons == []
    assert "Wasserschaden im Saal." in page.words


# The personal page


def test_the_page_of_a_held_seat_leads_to_its_confirmation(house, guest):
    registration = a_registration(an_event(), is_confirmed=False)

    page = guest.get(links.manage_path(registration))

    assert page.links("Jetzt bestätigen") == [links.confirm_path(registration)]


def test_one_who_waits_sees_the_place_in_the_list(house, guest):
    event = an_event(capacity=1)
    a_registration(event)
    a_registration(event, would_wait=True)
    third = a_registration(event, would_wait=True)

    page = guest.get(links.manage_path(third))

    assert "Sie stehen auf der Warteliste, zwischen Platz 1 und 3" in page.words


def test_a_number_is_changed_and_the_page_says_so(house, guest):
    registration = a_registration(an_event(), seats=2)

    answer = guest.post(f"{links.manage_path(registration)}/plaetze", seats="1")

    assert registrations()[0].seats == 1
    assert guest.get(answer.location).tree.xpath("//main//*[@role='status']")[0].text_content() == (
        "Gespeichert: Sie haben jetzt 1 Platz."
    )


def test_more_seats_than_are_free_are_refused_with_the_page(house, guest):
    event = an_event(capacity=2)
    registration = a_registration(event)
    a_registration(event)

    page = guest.post(f"{links.manage_path(registration)}/plaetze", seats="2")

    assert page.status == 409
    assert page.title.startswith("Fehler: Ihre Anmeldung")
    assert registrations()[0].seats == 1


def test_a_number_beyond_all_is_typed_badly(house, guest):
    registration = a_registration(an_event())

    assert guest.post(f"{links.manage_path(registration)}/plaetze", seats="17").status == 422


def test_giving_up_is_one_page_with_one_button(house, guest):
    registration = a_registration(an_event())
    path = f"{links.manage_path(registration)}/absagen"

    page = guest.get(path)
    answer = guest.post(path)

    assert page.buttons == ["Platz freigeben"]
    assert answer.location == links.manage_path(registration)
    assert "Sie haben sich abgemeldet" in guest.get(answer.location).words
    assert registrations()[0].state == "given_up"


def test_a_moved_event_shows_old_and_new(house, guest):
    event = an_event(starts_at=clock.now() + timedelta(days=3))
    registration = a_registration(event)
    later = event.starts_at + timedelta(days=1)
    programme.move_event(event.id, [(later, later + timedelta(hours=2))])

    page = guest.get(links.manage_path(registration))

    assert "Bisher: Donnerstag, 7. Mai, 12 bis 14 Uhr" in page.words
    assert "Neu: Freitag, 8. Mai, 12 bis 14 Uhr" in page.words


def test_a_cancelled_event_leaves_nothing_to_do(house, guest):
    event = an_event()
    registration = a_registration(event, seats=2)
    programme.cancel_event(event.id, "Wasserschaden im Saal.")

    page = guest.get(links.manage_path(registration))

    assert "Wasserschaden im Saal." in page.words
    assert (page.buttons, page.links("freigeben")) == ([], [])


def test_digital_guests_learn_where_the_door_will_be(house, guest):
    registration = a_registration(an_event(seats={ONLINE: 10}), kind=ONLINE)

    page = guest.get(links.manage_path(registration))

    assert page.links("Zum digitalen Raum") == [links.door_path(registration)]


def test_erased_data_are_gone_and_so_is_the_page(house, guest):
    event = an_event()
    registration = a_registration(event, **JANA)
    path = links.manage_path(registration)

    page = guest.get(f"{path}/loeschen")
    answer = guest.post(f"{path}/loeschen")

    assert page.buttons == ["Meine Daten löschen"]
    assert guest.get(answer.location).h1 == "Ihre Daten sind gelöscht"
    assert guest.get(path).status == 404
    last_mails_go_out()
    assert "jana" not in str(everything()).lower()
    assert queries.promised_seats(event.id, ONSITE) == 0


@pytest.mark.parametrize("tail", ["", "/plaetze", "/absagen", "/loeschen"])
def test_a_forged_link_opens_nothing(house, guest, tail):
    registration = a_registration(an_event())
    forged = links.manage_path(registration)[:-3] + "abc"
    # A link to confirm is none to manage.
    swapped = links.confirm_path(registration).replace("/bestaetigen/", "/b/")

    assert [guest.get(forged + tail).status, guest.get(swapped + tail).status] == [404, 404]


def test_opening_every_link_changes_nothing(house, guest):
    event = an_event(capacity=3)
    people = [a_registration(event), a_registration(event, seats=2, is_confirmed=False)]
    people += [a_registration(event, would_wait=True), a_registration(event, would_wait=True, is_confirmed=False)]
    before = everything()

    for registration in people:
        manage = links.manage_path(registration)
        for path in (
            links.confirm_path(registration),
            manage,
            *(f"{manage}/{end}" for end in ("plaetze", "absagen", "loeschen")),
        ):
            for method in ("GET", "HEAD", "GET"):
                assert guest.client.open(path, method=method).status_code in (200, 303)

    assert everything() == before


def test_an_event_called_off_while_the_form_is_open_loses_nothing_that_was_typed(house, guest):
    format = a_format(questions=["Was bringen Sie mit?"])
    event, other = an_event(format=format), an_event(format=format, title="Nächstes Mal")
    third = go_to_step_3(guest, event, seats="2", q_frage1="Einen Toaster")
    programme.cancel_event(event.id, "Wasserschaden")

    page = guest.fill(third, address(event))
    form = next(form for form in page.tree.xpath("//main//form") if form.get("action") == address(other))
    again = guest.post(address(other), **dict(form.form_values()))
    last = guest.fill(guest.fill(again, address(other)), address(other))

    assert page.status == 409
    assert "Wasserschaden" in page.words
    assert (again.status, again.step) == (200, "Plätze")
    assert {name: last.sent[name] for name in ("name", "email", "seats", "q_frage1")} == {
        **JANA, "seats": "2", "q_frage1": "Einen Toaster",
    }  # fmt: skip
