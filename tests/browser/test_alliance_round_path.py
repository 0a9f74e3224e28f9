"""An alliance round, in a browser: agenda, resolution, task, an event planned from it, minutes, and who met."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.bodies import Meeting, Resolution
from app.database import db
from app.notifications.models import Message
from app.programme import co_hosting_mails
from app.programme.models import CoHosting, Event
from tests.browser.conftest import follow, sign_in
from tests.make import an_event, an_organisation

pytestmark = pytest.mark.browser


@pytest.fixture
def partners(house):
    """The names of two partners that never met, and a round to which nobody has given a body yet."""
    with house.app.app_context():
        now = clock.now().replace(minute=0, second=0, microsecond=0)
        contact = {"contact_email": "runde@partner.example"}
        names = [an_organisation(name, **contact).name for name in ("Imkerei", "Sternwarte")]
        an_event(title="Erste Runde", starts_at=now + timedelta(days=2))
        db.session.remove()
    yield names
    clock.stand_still(None)


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_from_the_agenda_to_who_met(house, open_page, partners, width, javascript):
    imkerei = partners[0]
    team, guest = open_page(width=width, javascript=javascript), open_page(width=width, javascript=javascript)
    main = team.get_by_role("main")
    sign_in(team)

    # A body with two members, that meets at an event of the programme.
    team.goto("/team/buendnis")
    follow(main.get_by_role("link", name="Gremien"))
    follow(main.get_by_role("link", name="Gremium gründen"))
    team.get_by_label("Name").fill("Bündnisrunde")
    team.get_by_label("Abstimmung").check()
    follow(main.get_by_role("button", name="Gründen"))
    for name in partners:
        team.get_by_label("Organisation").select_option(label=name)
        follow(main.get_by_role("button", name="Aufnehmen"))
    follow(main.get_by_role("link", name="Bündnisrunde"))
    follow(main.get_by_role("link", name="Sitzung festlegen"))
    option = team.locator("option", has_text="Erste Runde").first.inner_text()
    team.get_by_label("Veranstaltung").select_option(label=option)
    follow(main.get_by_role("button", name="Zur Sitzung machen"))

    # The agenda.
    for title in ("Kasse", "Honig und Sterne"):
        team.get_by_label("Worum geht es?").fill(title)
        follow(main.get_by_role("button", name="Auf die Tagesordnung", exact=True))
    follow(main.get_by_role("button", name="Nach oben"))
    assert main.locator(".agenda .date-when").all_inner_texts() == ["Honig und Sterne", "Kasse"]

    # The resolution: both are for it, one sees to it.
    follow(main.get_by_role("link", name=re.compile("Beschluss festhalten.+Honig")))
    team.get_by_label("Was wurde beschlossen?").fill("Wir laden gemeinsam zu einem Abend ein.")
    for name in partners:
        team.get_by_label(name).select_option(label="dafür")
    team.get_by_label("Wer kümmert sich?").select_option(label=imkerei)
    team.get_by_label("Bis wann?").fill(f"{clock.today(clock.now()) + timedelta(days=40):%Y-%m-%d}")
    team.get_by_label("Öffentlich").check()
    follow(main.get_by_role("button", name="Festhalten"))
    follow(main.get_by_role("link", name="Honig und Sterne", exact=True))
    assert "Durch Abstimmung angenommen." in main.inner_text()
    assert "Offen" in main.inner_text()

    # The task: an event is planned from it, by both.
    follow(main.get_by_role("link", name="Veranstaltung planen"))
    follow(main.get_by_role("link", name="Bürgerdialog", exact=True))
    assert team.get_by_label("Titel").input_value() == "Honig und Sterne"
    day = clock.today(clock.now()) + timedelta(days=20)
    team.get_by_label("Digitaler Raum").select_option(label="Keiner")
    team.get_by_label("Tag", exact=True).fill(f"{day:%Y-%m-%d}")
    team.get_by_label("Von", exact=True).first.fill("18:00")
    team.get_by_label("Plätze digital").fill("0")
    team.get_by_label("Oder in einem anderen Haus").fill("Sternwarte, Am Berg 1")
    team.get_by_label("Wer lädt ein?").select_option(label=imkerei)
    main.locator("summary", has_text="Mitveranstalter fragen").click()
    team.get_by_label(partners[1]).check()
    team.locator("input[name=state][value=published]").check()
    follow(main.get_by_role("button", name="Veranstaltung planen"))
    assert "Die Veranstaltung ist öffentlich." in team.locator(".messages").inner_text(), main.inner_text()[:1500]
    with house.app.app_context():
        resolution = db.session.scalars(sa.select(Resolution).order_by(Resolution.id.desc())).first()
        resolution_id, event = resolution.id, db.session.get(Event, resolution.event_id)
        meeting_id, ends_at, slug = resolution.meeting_id, event.ends_at, event.slug
        met_at = db.session.get(Event, db.session.get(Meeting, meeting_id).event_id).starts_at
        db.session.remove()
    # The other partner says yes, by the link in the mail.
    house.run_jobs()
    with house.app.test_request_context():
        asked = db.session.scalars(sa.select(CoHosting).order_by(CoHosting.id.desc())).first()
        link = co_hosting_mails.link_path(asked)
        db.session.remove()
    guest.goto(link)
    follow(guest.get_by_role("button", name="Ja, wir laden mit ein"))
    guest.goto(f"/beschluesse/{resolution_id}")
    assert "In Arbeit" in guest.get_by_role("main").inner_text()
    assert guest.locator(f'a[href="/veranstaltungen/{slug}"]').count() == 1

    # After the meeting: minutes, to the members.
    clock.stand_still(met_at + timedelta(hours=1))
    sign_in(team)
    team.goto(f"/team/sitzungen/{meeting_id}")
    follow(main.get_by_role("link", name="Protokoll", exact=True))
    follow(main.get_by_role("link", name="Protokoll schreiben"))
    team.get_by_label(imkerei).check()
    team.get_by_label("Protokoll", exact=False).last.fill("Es gab Honig.")
    follow(main.get_by_role("button", name="Speichern"))
    follow(main.get_by_role("link", name="Protokoll senden"))
    follow(main.get_by_role("button", name="Protokoll senden"))
    with house.app.app_context():
        mails = sa.select(sa.func.count()).select_from(Message).where(Message.about == f"meeting:{meeting_id}")
        assert db.session.scalar(mails) == 1
        db.session.remove()

    # They had never met; after the event they have.
    house.run_jobs()
    guest.goto("/netzwerk")
    assert drawn_together(guest, partners) == 0
    guest.goto("/netzwerk/getroffen")
    assert who_met(guest, partners) == 0
    clock.stand_still(ends_at + timedelta(hours=1))
    house.run_jobs()
    guest.goto("/netzwerk/getroffen")
    assert who_met(guest, partners) == 1
    guest.goto("/netzwerk")
    assert drawn_together(guest, partners) == 1
    assert team.foreign == guest.foreign == []


def drawn_together(page, names):
    """Return how many lines of the pictures join both."""
    return sum(all(name in words for name in names) for words in page.locator("svg path title").all_text_contents())


def who_met(page, names):
    """Return how many rows of the tables of those who met name both."""
    rows = page.get_by_role("row")
    for name in names:
        rows = rows.filter(has_text=name)
    return rows.count()
