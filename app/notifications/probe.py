"""A test message, sent at once and by itself: what the mail server says to it, in words."""

import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from flask_babel import gettext as _

from app import clock
from app.accounts import audit
from app.alliance import house_queries
from app.alliance.houses import House
from app.database import db, lock, transaction
from app.notifications import rules

# Nobody waits longer for an answer, however slowly a server speaks.
MOST_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """Whether the message was taken, and what to tell whoever sent it."""

    is_taken: bool
    sentence: str


def send_probe(recipient):
    """Send a test message the way all mail of the house goes, from each of its senders, and return the Answer.

    One that a mail server took is noted: a folder takes everything, and nobody gets it.
    """
    house = house_queries.current()
    mails, way = _write(recipient, house), _way(db.session.get_one(House, 1))
    # No transaction is open while the network is in use.
    db.session.rollback()
    answer = _send(mails, house.mail_url)
    with transaction():
        row = lock(House, 1)
        # Not where somebody has meanwhile chosen another way.
        if answer.is_taken and rules.leaves_the_machine(house.mail_url) and _way(row) == way:
            row.mail_tested_at = clock.now()
        audit.note("test_mail", "house:1", taken=answer.is_taken)
    return answer


def _way(row):
    return row.mail_url, row.mail_from, row.answers_to


def _write(recipient, house):
    return [_mail(sender, recipient, house) for sender in dict.fromkeys((house.mail_from, house.invites_from))]


def _mail(sender, recipient, house):
    mail = EmailMessage()
    mail["Subject"] = _("Probe: E-Mail aus %(house)s", house=house.name)
    mail["From"], mail["To"], mail["Date"] = sender, recipient, clock.now()
    mail["Message-ID"] = make_msgid(domain="probe.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    text = _("Diese Nachricht ist eine Probe. Kommt sie an, erreichen auch Ihre Gäste die Nachrichten des Hauses.")
    mail.set_content(f"{text}\n\n{house.name}\n", cte="quoted-printable")
    return mail


def _send(mails, mail_url):
    """Return the Answer to some mails; after MOST_SECONDS nobody waits any more."""
    answers = []
    # Words that need the language of the request are chosen here, outside of the thread.
    words = _taken(mail_url), _("Das hat nicht geklappt.")
    sending = threading.Thread(target=_try, args=(mails, mail_url, words, answers.append), daemon=True)
    sending.start()
    sending.join(MOST_SECONDS)
    if answers:
        return answers[0]
    return Answer(False, _("Der Mailserver hat nach %(seconds)s Sekunden nicht geantwortet.", seconds=MOST_SECONDS))


def _taken(mail_url):
    if not rules.leaves_the_machine(mail_url):
        return _("Die Probe liegt im Ordner auf dem Rechner. Hinaus zu Ihren Gästen geht auf diesem Weg nichts.")
    return _("Der Mailserver hat die Probe angenommen. Bitte sehen Sie nach, ob sie ankommt.")


def _try(mails, mail_url, words, tell):
    from app.notifications import channels

    taken, failed = words
    try:
        with channels.open_channel(mail_url) as send:
            for mail in mails:
                send(mail)
    except (channels.Unavailable, channels.NotNow, channels.PermanentFailure) as failure:
        # Whatever a server writes, a page has room for.
        tell(Answer(False, f"{failed} {str(failure)[:300]}"))
    except Exception as failure:
        tell(Answer(False, f"{failed} {type(failure).__name__}"))
    else:
        tell(Answer(True, taken))
