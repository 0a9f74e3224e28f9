"""Mail that accounts and the alliance have to send. The outbox stands further right; create_app puts it here."""

# function(recipient, template, about, now, once=None, **facts), called in the transaction of the act.
POST = []


def queue(recipient, template, about, now, once=None, **facts):
    """Write a mail into the outbox of the present transaction (see notifications.outbox.queue)."""
    for write in POST:
        write(recipient, template, about, now, once=once, **facts)
