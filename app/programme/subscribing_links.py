"""Personal links in mails about new dates. Opening one shows a page with a button; only the button does something."""

from flask import current_app

from app.accounts import tokens


def born(follower):
    """Return what tells a row from any other that ever had its number: after a restore, numbers come again."""
    return round(follower.asked_at.timestamp() * 1000)


def confirm_path(follower):
    """Return the path of the page on which somebody confirms that they want to hear of new dates."""
    return f"/folgen/bestaetigen/{tokens.make('follow', follower.id, born(follower))}"


def read_confirm(token):
    """Return (id, born) of such a link, or abort with 404."""
    return tokens.read("follow", token, 2)


def manage_path(reader):
    """Return the path of the page with all that an address follows."""
    return f"/folgen/meine/{tokens.make('following', reader)}"


def read_manage(token):
    """Return whose page that is, or abort with 404."""
    return tokens.read("following", token, 1)[0]


def stop_path(reader):
    """Return the path to which a mail program sends that no more mails are wanted (RFC 8058)."""
    return f"/folgen/ende/{tokens.make('stop-following', reader)}"


def read_stop(token):
    """Return who wants no more mails, or abort with 404."""
    return tokens.read("stop-following", token, 1)[0]


def whole(path):
    """Return a path as the address that stands in mails."""
    return f"{current_app.config['BASE_URL']}{path}"
