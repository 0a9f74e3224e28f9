"""Pages about who signs in."""

from app.accounts import inviting, queries
from tests.make import a_member_of_staff
from tests.make_people import accept_path, an_invitation

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    account = a_member_of_staff("ole@example.org", "Ole", roles=("programme", "door"))
    waiting, gone = an_invitation("wartet@example.org"), an_invitation("weg@example.org")
    known = an_invitation("ole@example.org")
    for_team = an_invitation("team@example.org")
    inviting.withdraw(gone.id)
    assert queries.find_account("team@example.org")
    public = {
        "invitation": accept_path(waiting),
        "invitation, withdrawn": accept_path(gone),
        "invitation, known address": accept_path(known),
    }
    team = {
        "people": "/team/menschen",
        "invite": "/team/menschen/einladen",
        "person": f"/team/menschen/{account.id}",
        "invitation, signed in": "/team" + accept_path(for_team),
        "invitation of another": "/team" + accept_path(known),
    }
    return public, team
