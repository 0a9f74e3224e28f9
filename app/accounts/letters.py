"""Mail that accounts and the alliance have to send. The outbox stands further right; create_app puts it here."""

# function(recipient, template, about, now, once=None, **facts), called in the transaction of the act.
POST = []
# function(about): takes the person out of all mails about something.
FORGETTING = []
# function(email): takes an address that somebody proved by signing in out of what features to the right keep.
FORGETTING_ADDRESS = []
# The last mail to somebody who asked to be forgotten.
ERASED = "notifications/mail/data_deleted"


def queue(recipient, template, about, now, once=None, **facts):
    """Write a mail into the outbox of the present transaction (see notifications.outbox.queue)."""
    for write in POST:
        write(recipient, template, about, now, once=once, **facts)


def tell_erased(email, kind, number, now, language="de"):
    """Tell an address that what we knew of it at one thing is deleted. Part of the act that deletes it."""
    about = f"erased:{kind}:{number}"
    queue(email, ERASED, about, now, once=about, language=language)


def forget(about):
    """Take the person out of all mails about something; those that wait are not sent (see notifications.outbox)."""
    for forget_mails in FORGETTING:
        forget_mails(about)


def forget_address(email):
    """Take an address out of all mails to it, and whoever had it out of what they did signed in."""
    for forget_whose in FORGETTING_ADDRESS:
        forget_whose(email)
