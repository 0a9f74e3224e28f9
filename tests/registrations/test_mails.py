"""What the mails about a registration say, and that none says what is no longer so."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import outbox, texts
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import ONLINE
from app.registrations import actions, forgetting, links, mails
from app.registrations.models import Registration
from tests.make import a_format, a_place, a_registration, a_room, an_event
from tests.make_moving import tell_changes

TITLE = "Repair-Café"


@pytest.fixture
def event(house):
    """An event in a room with an address, on Thursday, 14 May 2026."""
    place = a_place(name="Zittau", street="Markt 1", postal_code="02763", way="Acht Minuten vom Bahnhof.", key="zittau")
    room = a_room(name="Werkstatt", place=place, access_note="Stufenfrei über den Hof.")
    return an_event(title=TITLE, room_ids=[room.id], format_facts={"bring": "Das kaputte Gerät."})


def read(registration, name, **facts):
    """Return (subject, text) of a mail about a registration as it would go out now."""
    message = SimpleNamespace(
        template=f"registrations/mail/{name}", facts={"registration_id": registration.id, **facts},
        recipient="gast@example.org", message_id="<1@example.org>", written_at=clock.now(),
    )  # fmt: skip
    mail = texts.build(message)
    return mail["Subject"], mail.get_body(("plain",)).get_content()


def last_mail(registration):
    """Return (name, subject, text) of the latest mail that was written to a registration."""
    message = db.session.scalar(
        sa.select(Message).where(Message.about == registration.about).order_by(Message.id.desc()).limit(1)
    )
    mail = texts.build(message)
    return message.template.rpartition("/")[2], mail["Subject"], mail.get_body(("plain",)).get_content()


def lines(text):
    return text.splitlines()


def test_there_is_a_text_for_every_mail(house):
    for name in mails.STATES:
        assert house.jinja_env.get_template(f"registrations/mail/{name}.txt")


def test_please_confirm_says_what_happens_if_one_does_nothing(event):
    registration = a_registration(event, seats=2, name="Jana Nowak", is_confirmed=False)

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("please_confirm", "Bitte bestätigen: Repair-Café")
    assert lines(text)[0] == "Guten Tag, Jana Nowak,"
    assert links.confirm_link(registration) in lines(text)
    assert links.manage_link(registration) in lines(text)
    assert "Das geht bis Dienstag, 5. Mai, 12 Uhr. Danach geben wir die Plätze weiter." in lines(text)
    assert "Ohne Bestätigung löschen wir diese Adresse von selbst." in text


def test_please_confirm_waiting_speaks_of_the_list(event):
    for _ in range(5):
        a_registration(event, seats=2)
    registration = a_registration(event, would_wait=True, is_confirmed=False)

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("please_confirm_waiting", "Bitte bestätigen: Warteliste für Repair-Café")
    assert links.confirm_link(registration) in lines(text)


def test_confirmed_says_when_where_how_to_get_there_and_how_to_give_up(event):
    registration = a_registration(event)

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("confirmed", "Sie sind dabei: Repair-Café")
    for line in (
        "Wann: Donnerstag, 14. Mai, 12 bis 14 Uhr",
        "Wo: Werkstatt, Zittau",
        "Adresse: Markt 1, 02763 Zittau",
        "So kommen Sie hin: Acht Minuten vom Bahnhof.",
        "Zugang: Stufenfrei über den Hof.",
        links.event_link(event),
        links.manage_link(registration),
    ):
        assert line in lines(text)


def test_every_day_of_a_longer_event_is_named(house):
    start = clock.now() + timedelta(days=10)
    event = an_event(spans=[(start + timedelta(days=n), start + timedelta(days=n, hours=2)) for n in (0, 1)])

    _name, _subject, text = last_mail(a_registration(event))

    assert "Wann: Donnerstag, 14. Mai, 12 bis 14 Uhr\nund Freitag, 15. Mai, 12 bis 14 Uhr\n" in text


def test_digital_guests_get_the_link_to_their_door_and_no_address_of_a_provider(house):
    room = a_room(kind="digital", join_url="https://video.example.org/geheim")
    registration = a_registration(an_event(seats={ONLINE: 10}, room_ids=[room.id]), kind=ONLINE)

    _name, _subject, text = last_mail(registration)

    assert "Wo: Digital, per Video" in lines(text)
    assert links.door_link(registration) in lines(text)
    assert "video.example.org" not in text


def test_waiting_says_the_place_in_the_list(house):
    event = an_event(capacity=1, title=TITLE)
    a_registration(event)
    a_registration(event, would_wait=True)

    name, subject, text = last_mail(a_registration(event, would_wait=True))

    assert (name, subject) == ("waiting", "Auf der Warteliste: Repair-Café")
    assert "zurzeit zwischen Platz 1 und 3" in text


def test_promoted_is_good_news_and_says_how_to_give_up(house):
    event = an_event(capacity=1, title=TITLE)
    first = a_registration(event)
    second = a_registration(event, would_wait=True)
    actions.give_up(first.id)

    name, subject, text = last_mail(second)

    assert (name, subject) == ("promoted", "Ein Platz ist frei geworden: Repair-Café")
    assert "Ihr Platz ist sicher, Sie brauchen nichts zu tun." in text
    assert links.manage_link(second) in lines(text)


def test_already_there_calms(event):
    registration = a_registration(event)

    subject, text = read(registration, "already_there")

    assert subject == "Sie sind schon dabei: Repair-Café"
    assert "Es bleibt alles, wie es ist" in text


def test_already_there_on_the_waiting_list_promises_no_seat(house):
    event = an_event(capacity=1, title=TITLE)
    a_registration(event)
    registration = a_registration(event, would_wait=True)

    subject, _text = read(registration, "already_there")

    assert subject == "Sie stehen schon auf der Warteliste: Repair-Café"


def test_changed_says_the_new_number(event):
    registration = a_registration(event)
    actions.change_seats(registration.id, 2)

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("changed", "Geändert: Repair-Café")
    assert "Ihre Anmeldung gilt jetzt für 2 Plätze." in lines(text)


def test_given_up_thanks(event):
    registration = a_registration(event)
    actions.give_up(registration.id)

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("given_up", "Abgemeldet: Repair-Café")
    assert links.event_link(event) in lines(text)


def test_a_reminder_names_the_day_and_what_to_bring(event):
    subject, text = read(a_registration(event), "reminder")

    assert subject == "Erinnerung an Donnerstag, 14. Mai: Repair-Café"
    assert "Bitte mitbringen: Das kaputte Gerät." in lines(text)


def test_moved_shows_old_and_new(event):
    registration = a_registration(event)
    later = event.starts_at + timedelta(days=1)
    programme.move_event(event.id, [(later, later + timedelta(hours=3))])
    tell_changes()

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("moved", "Verlegt: Repair-Café")
    assert "Bisher: Donnerstag, 14. Mai, 12 bis 14 Uhr" in lines(text)
    assert "Wann: Freitag, 15. Mai, 12 bis 15 Uhr" in lines(text)


def test_cancelled_says_why_and_what_comes_instead(house):
    format = a_format()
    event, other = an_event(format=format, title=TITLE), an_event(format=format, title="Der nächste Termin")
    registration = a_registration(event)
    programme.cancel_event(event.id, "Wasserschaden im Saal.")
    tell_changes()

    name, subject, text = last_mail(registration)

    assert (name, subject) == ("cancelled", "Abgesagt: Repair-Café")
    assert "Wasserschaden im Saal." in lines(text)
    assert links.event_link(other) in lines(text)


NEEDS_MORE = ("cancelled", "moved", "access_changed", "left_date")


@pytest.mark.parametrize("name", [name for name in mails.STATES if name not in NEEDS_MORE])
def test_every_mail_has_a_short_subject_a_reason_and_no_gap(event, name):
    registration = a_registration(event, name="Jana Nowak")
    with transaction():
        state = (mails.STATES[name] or ("confirmed",))[0]
        row = db.session.get(Registration, registration.id)
        row.state, row.offered_until = state, clock.now()
        row.confirmed_at = None if name.startswith("please") else row.confirmed_at

    subject, text = read(registration, name)

    assert len(subject) < 78
    assert "\n\n\n" not in text
    assert "{" not in text
    assert "\nHerzliche Grüße\nWIRkstätte Lausitz\n\nSie bekommen diese Nachricht, weil " in text


@pytest.mark.parametrize(
    "name",
    [
        "Gewinnen Sie auf https://evil.example/x",
        "evil.example",
        "www.evil",
        "ruf@evil.example",
        "x" * 61,
        "Jana\r\nBcc: opfer@example.org",
    ],
)
def test_strangers_cannot_advertise_in_our_mails(event, name):
    registration = a_registration(event, name=name, is_confirmed=False)

    _name, subject, text = last_mail(registration)

    assert lines(text)[0] == "Guten Tag,"
    assert subject == "Bitte bestätigen: Repair-Café"
    assert "evil" not in text


@pytest.mark.parametrize("name", ["Dr. Jana Nowak", "Měrćin Šołta", "Łukasz", "J. R.", "Anna-Lena O’Neill & Kind"])
def test_names_of_people_are_greeted(name):
    assert mails.greeting(name) == f"Guten Tag, {name},"


def test_a_name_stands_in_no_subject_and_becomes_no_code(event):
    registration = a_registration(event, name="<b>Jana</b>", is_confirmed=False)
    message = db.session.scalar(sa.select(Message).where(Message.about == registration.about))

    mail = texts.build(message)

    assert "Jana" not in mail["Subject"]
    html = mail.get_body(("html",)).get_content()
    assert "<b>" not in html
    assert f'<a href="{links.confirm_link(registration)}">' in html


# Dropped when no longer true


@pytest.mark.parametrize("name", ["please_confirm", "please_confirm_waiting", "waiting", "promoted"])
def test_what_is_overtaken_is_not_sent(event, name):
    registration = a_registration(event)
    with transaction():
        db.session.get(Registration, registration.id).state = "held" if name == "promoted" else "confirmed"

    with pytest.raises(outbox.Drop):
        read(registration, name)


@pytest.mark.parametrize("name", [name for name, states in mails.STATES.items() if states])
def test_who_gave_up_is_told_nothing_more(event, name):
    registration = a_registration(event)
    actions.give_up(registration.id)

    with pytest.raises(outbox.Drop):
        read(registration, name)


@pytest.mark.parametrize("name", mails.STATES)
def test_who_is_forgotten_is_told_nothing_more(event, name):
    registration = a_registration(event)
    forgetting.erase(registration.id)

    with pytest.raises(outbox.Drop):
        read(registration, name)


@pytest.mark.parametrize("name", ["confirmed", "reminder", "changed"])
def test_nobody_is_invited_to_what_is_cancelled(event, name):
    registration = a_registration(event)
    programme.cancel_event(event.id, "Wasserschaden.")

    with pytest.raises(outbox.Drop):
        read(registration, name)


@pytest.mark.parametrize("was_there", [True, False])
def test_thanks_ask_how_it_was_and_offer_a_certificate_to_those_who_were_there(event, was_there):
    registration = a_registration(event)
    with transaction():
        db.session.get(Registration, registration.id).state = "attended" if was_there else "confirmed"

    subject, text = read(registration, "thanks")

    assert subject == ("Danke, dass Sie dabei waren: Repair-Café" if was_there else "Wie war es? Repair-Café")
    assert f"{links.event_link(event)}/rueckmeldung" in lines(text)
    assert (f"{links.manage_link(registration)}/bescheinigung" in lines(text)) is was_there


def test_a_reminder_does_not_come_after_the_start(event, at):
    registration = a_registration(event)
    at("2026-05-14 12:00")

    with pytest.raises(outbox.Drop):
        read(registration, "reminder")


def test_one_who_confirmed_a_place_in_the_list_is_not_asked_again(house):
    event = an_event(capacity=1)
    a_registration(event)
    registration = a_registration(event, would_wait=True)

    with pytest.raises(outbox.Drop):
        read(registration, "please_confirm_waiting")


def test_moved_and_moved_back_before_the_mail_left_is_not_told(event):
    registration = a_registration(event)
    start = event.starts_at
    programme.move_event(event.id, [(start + timedelta(days=1), start + timedelta(days=1, hours=2))])
    tell_changes()
    programme.move_event(event.id, [(start, start + timedelta(hours=2))])

    with pytest.raises(outbox.Drop):
        last_mail(registration)
