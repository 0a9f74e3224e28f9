"""Five neighbours become a partner, in a browser: asked, confirmed, accepted, invited; then they ask for a room."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from tests.browser.conftest import follow, sign_in
from tests.browser.test_room_path import free_time
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


def link_of_last_mail(house, template):
    """The path that the last mail of a template leads to, as it went out."""
    house.run_jobs()
    with house.app.app_context():
        select = sa.select(Message.text).where(Message.template == template).order_by(Message.id.desc())
        text = db.session.scalars(select).first()
    return re.search(r"https?://[^/\s]+(/\S+)", text)[1]


def test_neighbours_become_a_partner_and_ask_for_a_room(open_page, house):
    nele, team = open_page(javascript=False), open_page(javascript=False)
    nele.goto("/partner")
    follow(nele.get_by_role("link", name="Partner werden"))
    nele.get_by_label("Wie heißt Ihre Organisation oder Gruppe?").fill("Garten am Neißeufer")
    nele.get_by_label("Was für eine Organisation?").select_option("Initiative ohne Rechtsform")
    nele.get_by_label("Wie dürfen wir Sie nennen?").fill("Nele")
    nele.get_by_label("Ihre E-Mail-Adresse").fill("nele@example.org")
    follow(nele.get_by_role("button", name="Anfrage senden"))

    nele.goto(link_of_last_mail(house, "alliance/mail/partner_please_confirm"))
    follow(nele.get_by_role("button", name="Anfrage bestätigen"))

    sign_in(team)
    team.goto("/team/partneranfragen")
    follow(team.get_by_role("link", name="Garten am Neißeufer"))
    follow(team.get_by_role("button", name="Als Partner annehmen"))
    follow(team.get_by_role("link", name="Vertretung einladen"))
    follow(team.get_by_role("button", name="Einladen"))

    nele.goto("/partner/garten-am-neisseufer")
    assert "Initiative ohne Rechtsform" in nele.get_by_role("main").inner_text()
    nele.goto(link_of_last_mail(house, "accounts/mail/invitation"))
    for field in nele.get_by_role("main").locator("input[type=password]").all():
        field.fill(PASSWORD)
    follow(nele.get_by_role("button", name="Konto anlegen"))
    nele.get_by_label("E-Mail-Adresse").fill("nele@example.org")
    nele.get_by_label("Passwort").fill(PASSWORD)
    follow(nele.get_by_role("button", name="Anmelden"))

    nele.goto("/team/meine-organisation")
    follow(nele.get_by_role("link", name="Raum anfragen"))
    _slug, start = free_time(house, days_ahead=60)
    end = clock.local(start + timedelta(hours=1))
    times = {"Tag": f"{start:%Y-%m-%d}", "Von": f"{start:%H:%M}", "Bis": f"{end:%H:%M}"}
    nele.get_by_label("Raum", exact=True).select_option(label="Salon, Görlitz")
    for label, text in {**times, "Was haben Sie vor?": "Beetplanung"}.items():
        nele.get_by_label(label, exact=True).fill(text)
    follow(nele.get_by_role("button", name="Raum anfragen"))

    assert "Beetplanung" in nele.get_by_role("main").inner_text()
    team.goto("/team/anfragen")
    assert "Garten am Neißeufer (geprüft)" in team.get_by_role("main").inner_text()
    nele.goto("/team/organisationen")
    assert "Garten" not in nele.get_by_role("main").inner_text()
