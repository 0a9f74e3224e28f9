"""What the administration does about the texts of notices. The trail says of which, and not what they say."""

from app import clock, stale
from app.accounts import audit
from app.database import db, lock_numbers, transaction
from app.notifications import outbox, own_texts, previews
from app.notifications.models import NoticeText
from app.notifications.notice_actions import NOTICES


def as_shown(notice, language):
    """Return what a form shows of a text that the house wrote itself (see app.stale)."""
    text = own_texts.find(notice.template, language)
    return {"subject": text.subject, "body": text.body} if text else {"subject": "", "body": ""}


def write_text(notice, text, seen):
    """Let a notice say this Text in its language. Raises Refused where somebody else has meanwhile written another."""
    with transaction():
        lock_numbers(NOTICES, [0])
        stored = as_shown(notice, text.language)
        stale.refuse_if_stale(stored, seen)
        if stored == {"subject": text.subject, "body": text.body}:
            return
        row = db.session.get(NoticeText, (notice.template, text.language))
        if row is None:
            row = NoticeText(template=notice.template, language=text.language)
            db.session.add(row)
        row.subject, row.body = text.subject, text.body
        audit.note("write_notice_text", f"notice:{notice.key}", language=text.language)


def take_default_text(notice, language):
    """Let a notice say in a language what it comes with. Twice is harmless."""
    with transaction():
        lock_numbers(NOTICES, [0])
        row = db.session.get(NoticeText, (notice.template, language))
        if row is not None:
            db.session.delete(row)
            audit.note("take_default_text", f"notice:{notice.key}", language=language)


def send_probe(notice, text, account_id, email, name):
    """Send a Text, as it would read, to whoever is writing it; it need not be stored."""
    shown = previews.preview(notice.template, text, name)
    with transaction():
        # About the account, so that it is forgotten like all mails to who signs in.
        about = f"account:{account_id}"
        outbox.queue(email, own_texts.PROBE, about, clock.now(), subject=shown.subject, body=shown.body)
