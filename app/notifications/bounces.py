"""What other mail servers send back: that a mail could not be delivered (RFC 3464), read with distrust.

Anybody can write to the mailbox of the house. A report counts only where it names the Message-ID of a mail of ours,
which nobody can guess, and the very address that mail went to.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.errors import MessageError

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications.models import FAILED, SENT, Message

LARGEST = 2_000_000
_OUR_ID = re.compile(rb"^Message-ID:\s*(<[^<>\s]{3,200}>)", re.IGNORECASE | re.MULTILINE)
_MOST_REPORTS = 50


@dataclass(frozen=True)
class Bounce:
    """That one mail could not be delivered to one address, and what the other server said."""

    message_id: str
    recipient: str
    words: str


def read(raw):
    """Return the Bounces that a mail (bytes) reports; none where it is no report, or only of a delay."""
    if len(raw) > LARGEST:
        return []
    try:
        report = email.message_from_bytes(raw, policy=email.policy.default)
        if report.get_content_type() != "multipart/report":
            return []
        parts = list(report.walk())
        statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
        ids = _OUR_ID.findall(b"\n".join(_original(part) for part in parts))
        if not statuses or len(set(ids)) != 1:
            return []
        return _bounces(statuses[0], ids[0].decode("ascii"))
    except (MessageError, LookupError, ValueError, AttributeError, TypeError):
        # Whatever a stranger has put together.
        return []


def _original(part):
    """Return the head of the mail that came back, as bytes."""
    kind = part.get_content_type()
    if kind == "text/rfc822-headers":
        return part.get_payload(decode=True) or b""
    if kind == "message/rfc822":
        return b"\n".join(f"{name}: {value}".encode(errors="replace") for name, value in part.get_payload(0).items())
    return b""


def _bounces(status, message_id):
    found = []
    for block in status.get_payload()[1:_MOST_REPORTS]:
        kind, _semicolon, address = str(block.get("Final-Recipient", "")).partition(";")
        if str(block.get("Action", "")).strip().lower() != "failed" or kind.strip().lower() != "rfc822":
            continue
        said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
        original = str(block.get("Original-Recipient", "")).partition(";")[2]
        addresses = {address.strip().strip("<>").lower(), original.strip().strip("<>").lower()} - {""}
        found += [Bounce(message_id, each, " ".join(said.split())[:500]) for each in sorted(addresses)]
    return found


def note(bounce):
    """Mark the mail that came back as failed. Tell whether it was ours; what is not changes nothing."""
    with transaction():
        done = db.session.execute(
            sa.update(Message)
            .where(
                Message.message_id == bounce.message_id, sa.func.lower(Message.recipient) == bounce.recipient,
                Message.state == SENT,
            )
            .values(state=FAILED, ended_at=clock.now(), problem=f"Zurückgekommen: {bounce.words}"[:1000])
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    return done.rowcount == 1
