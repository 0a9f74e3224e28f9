"""Pages about who signs in."""

from app import clock
from app.accounts import inviting, own_address, queries, resetting
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
        "forgotten password": "/passwort-vergessen",
        "mail with a link on its way": "/passwort-vergessen/unterwegs",
        "new password": "/passwort/" + password_link(account, 3600),
        "new password, too late": "/passwort/" + password_link(account, -1),
        "new address": "/adresse/" + address_link(account),
    }
    team = {
        "people": "/team/menschen",
        "invite": "/team/menschen/einladen",
        "person": f"/team/menschen/{account.id}",
        "invitation, signed in": "/team" + accept_path(for_team),
        "invitation of another": "/team" + accept_path(known),
        "erase a person": f"/team/menschen/{account.id}/loeschen",
        "own account": "/team/konto",
        "own name": "/team/konto/name",
        "own password": "/team/konto/passwort",
        "own address": "/team/konto/adresse",
        "second factor, to be set up": "/team/konto/zweiter-faktor",
        "second factor, off": "/team/konto/zweiter-faktor/ausschalten",
        "second factor, new codes": "/team/konto/zweiter-faktor/neue-codes",
        # Without the first step it leads back there.
        "second step": "/team/anmelden/code",
    }
    return public, team


def address_link(account):
    """The token of a link to another address."""
    return own_address.link(account, "neue-adresse@example.org", clock.now().timestamp() + 3600).rpartition("/")[2]


def password_link(account, seconds):
    """The token of a link that counts for so many seconds."""
    return resetting.link(account, clock.now().timestamp() + seconds).rpartition("/")[2]
