"""Links that got into wrong hands are renewed by the team."""

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.programme.models import ONLINE
from app.registrations import links
from app.registrations.models import Registration
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import came, is_in, press
from tests.lobby.test_team import send


def test_renewed_links_let_in_and_old_ones_do_not(evening, staff, new_guest, at):
    registration = a_digital_guest(evening())
    old, page = links.door_path(registration), f"/team/anmeldungen/{registration.id}"

    send(staff, f"{page}/neue-links", staff.get(page))
    at("2026-05-04 18:20")
    db.session.rollback()
    db.session.refresh(registration)
    newest = db.session.scalar(sa.select(Message.template).order_by(Message.id.desc()).limit(1))

    assert new_guest().post(old, name="Jana").status == 404
    assert is_in(press(new_guest(), registration))
    assert came(registration) == {ONLINE: 1}
    assert newest == "registrations/mail/new_links"
    assert db.session.get(Registration, registration.id).link_version == 2
