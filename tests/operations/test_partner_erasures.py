"""Who asked to become a partner and was erased stays erased, also when an older backup comes back."""

import pytest
import sqlalchemy as sa

from app.alliance import joining
from app.alliance.partners import PartnerRequest
from app.database import db
from app.operations import backup, restoring
from tests.dumps import everything
from tests.make_organisations import a_partner_request, a_wish


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup.tar"


def test_what_was_erased_after_the_backup_is_erased_again(app, file, at):
    at("2026-05-01 12:00")
    open_one, decided = a_partner_request(), a_partner_request(a_wish("Zweite"), email="nora@example.org", name="Nora")
    stays = a_partner_request(a_wish("Dritte"), email="karl@example.org", name="Karl")
    joining.decline(decided.id, None, "Nein.")
    backup.write_backup(file)
    at("2026-05-01 13:00")
    joining.forget(open_one.id)
    joining.forget(decided.id)

    restored = restoring.restore_backup(file, replace=True)

    text = str(everything())
    assert (restored[3], [word for word in ("Nele", "nele@", "Nora", "nora@", "Karl") if word in text]) == (2, ["Karl"])
    states = db.session.execute(sa.select(PartnerRequest.id, PartnerRequest.state).order_by(PartnerRequest.id)).all()
    assert states == [(decided.id, "declined"), (stays.id, "open")]
