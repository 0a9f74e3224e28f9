"""From a row of the outbox to a mail: text and simple HTML from one source, made of what is true now."""

import re
from email.errors import MessageError
from email.message import EmailMessage

from flask import render_template
from markupsafe import Markup, escape

from app.alliance import house_queries
from app.notifications import outbox, writing

# A full stop or bracket after an address belongs to the sentence.
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])")


class BadAddress(Exception):
    """No mail can go to this address."""


def build(message):
    """Return the mail of an outbox row. Raises outbox.Drop where it should not be sent any more, and BadAddress."""
    # Only who writes mails down needs it, and web processes seldom do.
    from app.notifications import mime, unsubscribing

    facts = outbox.FACTS[message.template](message.facts)
    calendar = outbox.INVITATIONS.get(message.template, lambda _facts: None)(message.facts)
    # Programs offer to answer what enters a diary: such a mail says where one does that.
    enters_diary = calendar is not None and calendar[0] == "REQUEST"
    subject, body, language = writing.written(message.template, {**facts, "enters_diary": enters_diary})
    mail = EmailMessage(unsubscribing.POLICY if facts.get("unsubscribe") else mime.POLICY)
    mail["Subject"] = subject
    house = house_queries.current()
    mail["From"] = house.invites_from if calendar else house.mail_from
    mail["To"] = _one_address(message.recipient)
    if facts.get("reply_to"):
        mail["Reply-To"] = _one_address(facts["reply_to"])
    elif calendar and house.answers_to:
        # Programs answer the organizer; what people write goes to where somebody reads it.
        mail["Reply-To"] = house.mail_from
    if facts.get("unsubscribe"):
        unsubscribing.add_headers(mail, facts["unsubscribe"])
    mail["Message-ID"] = message.message_id
    mail["Date"] = message.written_at
    # RFC 3834: no machine shall answer this with a machine's answer.
    mail["Auto-Submitted"] = "auto-generated"
    # Quoted-printable: not every server on the way takes 8 bits or lines as long as our links.
    mail.set_content(body, cte="quoted-printable")
    mail.add_alternative(html_page(subject, body, language), subtype="html", cte="quoted-printable")
    if calendar:
        method, content = calendar
        # The last alternative is the one that programs which understand it prefer (RFC 2046, 5.1.4; RFC 6047, 2.4).
        mail.add_alternative(
            content, maintype="text", subtype="calendar", cte="base64", params={"charset": "utf-8", "method": method}
        )
        # And once more for people whose program does not.
        mail.add_attachment(content, maintype="application", subtype="ics", filename="termin.ics")
    for name, content_type, content in outbox.ATTACHMENTS.get(message.template, lambda _facts: [])(message.facts):
        main, sub = content_type.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    # At the end: what is added makes parts, and takes along all that was said of the content until then.
    mail["Content-Language"] = language
    return mail


def _one_address(recipient):
    """Return the one address that a text is; whatever else could be read from it is refused, not tried."""
    from email.headerregistry import Address

    try:
        address = Address(addr_spec=recipient or "nobody")
        # Domains with umlauts travel in their ASCII form; most servers know no other.
        return Address(username=address.username, domain=address.domain.encode("idna").decode())
    except (ValueError, TypeError, AttributeError, MessageError) as fault:
        raise BadAddress("An diese Adresse kann keine Mail gehen.") from fault


def html_page(subject, body, language):
    """Return the HTML part of a mail, of its text; the last paragraph, why somebody gets it, stands apart."""
    words, _gap, foot = body.strip().rpartition("\n\n")
    return render_template(
        "notifications/mail.html", subject=subject, body=as_html(words), foot=as_html(foot), language=language
    )


def as_html(body):
    """Make paragraphs of a text, and links of its addresses; everything else in it stays text."""
    paragraphs = [Markup("<p>{}</p>").format(_with_links(paragraph)) for paragraph in body.strip().split("\n\n")]
    return Markup("\n").join(paragraphs)


def _with_links(paragraph):
    # `split` with one group: every second piece is an address.
    pieces = [
        Markup('<a href="{0}">{0}</a>').format(piece) if number % 2 else escape(piece).replace("\n", Markup("<br>\n"))
        for number, piece in enumerate(_ADDRESS.split(paragraph))
    ]
    return Markup("").join(pieces)
