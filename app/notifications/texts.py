"""From a row of the outbox to a mail: text and simple HTML from one source, made of what is true now."""

import re
from email.message import EmailMessage
from email.utils import formatdate

from flask import current_app, render_template
from markupsafe import Markup, escape

from app.notifications import outbox

_ADDRESS = re.compile(r"(https?://[^\s<]+)")


def build(message):
    """Return the mail of an outbox row. Raises outbox.Drop where it should not be sent any more."""
    facts = outbox.FACTS[message.template](message.facts)
    subject, body = _subject_and_body(message.template, facts)
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = current_app.config["MAIL_FROM"]
    mail["To"] = message.recipient
    mail["Message-ID"] = message.message_id
    mail["Date"] = formatdate(message.written_at.timestamp(), localtime=False)
    # RFC 3834: no machine shall answer this with a machine's answer.
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "de"
    mail.set_content(body)
    mail.add_alternative(
        render_template("notifications/mail.html", subject=subject, body=_as_html(body)), subtype="html"
    )
    for name, content_type, content in outbox.ATTACHMENTS.get(message.template, lambda _facts: [])(message.facts):
        main, sub = content_type.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


def _subject_and_body(template, facts):
    """Render `<template>.txt`: its first line is the subject, the rest the text."""
    rendered = render_template(f"{template}.txt", **facts)
    subject, _newline, body = rendered.strip().partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"


def _as_html(body):
    """Make paragraphs of the text, and links of its addresses."""
    paragraphs = []
    for paragraph in body.strip().split("\n\n"):
        linked = _ADDRESS.sub(r'<a href="\1">\1</a>', str(escape(paragraph)))
        paragraphs.append(Markup("<p>%s</p>") % Markup(linked.replace("\n", "<br>\n")))
    return Markup("\n").join(paragraphs)
