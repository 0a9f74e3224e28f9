"""Who had or supported an idea and was erased does not come back with an older backup."""

import sqlalchemy as sa

from app.alliance import idea_queries, proposing, supporting
from app.alliance.ideas import Idea
from app.database import db
from app.operations import backup, restoring
from tests.dumps import everything
from tests.make_ideas import a_new_idea, a_public_idea
from tests.make_people import last_mails_go_out


def known():
    db.session.rollback()
    last_mails_go_out()
    text = str(everything())
    return [word for word in ("jana@", "autorin@", "neu@") if word in text]


def test_erased_after_the_backup_they_are_erased_again(app, at, tmp_path):
    at("2026-05-01 12:00")
    idea = a_public_idea(supporters=["jana@example.org"], email="autorin@example.org")
    new = a_new_idea(email="neu@example.org")
    backup.write_backup(tmp_path / "house.backup")
    before = known()
    at("2026-05-01 13:00")
    supporting.take_back(idea_queries.find_support_of(idea.id, "jana@example.org").id)
    proposing.erase(idea.id)
    proposing.erase(new.id)
    after = known()

    restoring.restore_backup(tmp_path / "house.backup", replace=True)

    assert (before, after, known()) == (["jana@", "autorin@", "neu@"], [], [])
    # The public idea is still there, and names nobody.
    assert [each.state for each in db.session.scalars(sa.select(Idea))] == ["public"]


def test_somebody_new_with_the_number_of_somebody_erased_is_kept(app, at, tmp_path):
    at("2026-05-01 12:00")
    gone = a_new_idea(email="jana@example.org")
    proposing.erase(gone.id)
    at("2026-05-01 13:00")
    a_new_idea(email="neu@example.org")
    backup.write_backup(tmp_path / "house.backup")

    restoring.restore_backup(tmp_path / "house.backup", replace=True)

    assert known() == ["neu@"]
