"""The outbox for the team: what waits, what went, what failed."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.accounts import access, audit
from app.accounts.models import PROGRAMME
from app.database import db
from app.notifications import notices, outbox, queries, standing, texts
from app.notifications.models import FAILED, SENT, WAITING, Message
from app.notifications.outbox import Drop

bp = Blueprint("notifications", __name__)
log = logging.getLogger(__name__)

STATES = ("waiting", "sent", "failed", "dropped")


@bp.get("/team/nachrichten")
@access.team(PROGRAMME, at=access.everywhere)
def messages():
    """List the latest messages, of one state or of all."""
    audit.look("look_at_messages", "messages")
    state, now = request.args.get("status"), clock.now()
    trouble = standing.find_trouble(now)
    return render_template(
        "notifications/messages.html",
        notices=notices.BY_TEMPLATE,
        messages=queries.latest_messages(state if state in STATES else None),
        counts=queries.count_by_state(),
        state=state if state in STATES else None,
        trouble=trouble and trouble.in_words(now),
        problem=None if trouble else queries.latest_problem(),
    )


@bp.get("/team/nachrichten/<int:number>")
@access.team(PROGRAMME, at=access.everywhere)
def message(number):
    """Show one message as it was sent, or as it would be sent now."""
    found = db.session.get(Message, number) or abort(404)
    audit.look("look_at_message", f"message:{number}")
    readers = outbox.SECRET.get(found.template)
    is_secret = readers is not None and not (readers and access.may(*readers))
    subject, text, problem = found.subject, found.text, found.problem
    if found.state in (WAITING, FAILED):
        try:
            mail = texts.build(found)
            subject, text = str(mail["Subject"]), mail.get_body(("plain",)).get_content()
        except (Drop, texts.BadAddress) as reason:
            # What the mail server said of one that failed weighs more.
            problem = problem if found.state == FAILED and problem else str(reason)
        except Exception:
            # Who opens this page may be about to mend the text; delivery has noted what is wrong with it.
            log.exception("Message %s cannot be shown.", number)
    return render_template(
        "notifications/message.html",
        message=found,
        notices=notices.BY_TEMPLATE,
        subject=subject,
        text=texts.as_html(text) if text and not is_secret else None,
        is_secret=is_secret,
        problem=problem,
        was_sent=found.state == SENT,
    )


@bp.post("/team/nachrichten/<int:number>/noch-einmal")
@access.team(PROGRAMME, at=access.everywhere)
def send_again(number):
    """Let a failed message go out once more."""
    # What sends mails belongs to the job process.
    from app.notifications import delivery

    delivery.send_again(number)
    flash(_("Die Nachricht geht gleich noch einmal hinaus."), "good")
    return redirect(url_for(".message", number=number), 303)
