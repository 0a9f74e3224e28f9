"""What may be done with ideas, and who counts as one supporter. Pure functions; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.accounts.models import ADMINISTRATION, PROGRAMME
from app.alliance.ideas import COMBINED, DECLINED, NEW, PLANNED, PUBLIC

# Nobody answers in this time: who asked is forgotten.
FORGET_UNCONFIRMED = timedelta(hours=24)
# An idea that nobody answers: its persons are not kept for ever.
FORGET_UNANSWERED = timedelta(days=730)
# So many proposals of one address may wait for its confirmation: our form shall not flood a stranger's mailbox.
MOST_UNCONFIRMED = 3
# And so many supports, of whatever ideas.
MOST_UNCONFIRMED_SUPPORTS = 5
# Addresses of pages that an idea shall not take.
RESERVED_SLUGS = {"neu", "fast-geschafft", "geloescht", "meine", "dabei"}


class IdeaRefusal(Enum):
    """Why something cannot be done with an idea, and what to do instead."""

    NOT_OPEN = _("Diese Idee kann man nicht mehr unterstützen. Auf ihrer Seite steht, was daraus geworden ist.")
    DECIDED = _("Inzwischen hat jemand anderes aus dem Team entschieden. Bitte lesen Sie zuerst, was jetzt hier steht.")
    NO_REASON = _("Bitte schreiben Sie in einem Satz, warum. Wer die Idee hatte, liest diesen Satz.")
    NO_OTHER = _("Bitte wählen Sie die Idee, mit der diese zusammengelegt wird.")
    NOT_WITH_THIS = _(
        "Mit dieser Idee geht es nicht: Sie ist abgelehnt oder selbst zusammengelegt. Bitte wählen Sie eine andere."
    )
    COMBINED_STAYS = _("Diese Idee ist mit einer anderen zusammengelegt. Bitte antworten Sie bei der anderen.")
    HAS_EVENT = _(
        "Aus dieser Idee ist schon eine Veranstaltung geplant. Sagen Sie die zuerst ab, wenn etwas anderes gelten soll."
    )
    NOT_PUBLIC = _("Diese Idee ist nicht öffentlich. Bitte prüfen Sie sie zuerst.")


def mailbox(email):
    """Return where the mail of an address arrives: what stands behind a plus sign is only a label (RFC 5233)."""
    local, _at, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def takes_support(state, answer):
    """Tell whether somebody can begin to support an idea."""
    return state == PUBLIC and answer in (None, PLANNED)


def why_not_moderate(state):
    """Return why an idea cannot be made public or kept back, or None."""
    return None if state == NEW else IdeaRefusal.DECIDED


def why_not_answer(state, old_answer, seen, decisions, answer, text, has_event):
    """Return why the house cannot answer like this, or None. `seen`: how many decisions the answerer had read."""
    if seen != decisions:
        return IdeaRefusal.DECIDED
    if state != PUBLIC:
        return IdeaRefusal.NOT_PUBLIC
    if old_answer == COMBINED:
        return IdeaRefusal.COMBINED_STAYS
    if has_event and answer != PLANNED:
        return IdeaRefusal.HAS_EVENT
    if answer == DECLINED and not text:
        return IdeaRefusal.NO_REASON
    return None


def why_not_combine(idea_id, other):
    """Return why an idea cannot become part of another (None: there is no such idea), or None."""
    if other is None:
        return IdeaRefusal.NO_OTHER
    if other.id == idea_id or not takes_support(other.state, other.answer):
        return IdeaRefusal.NOT_WITH_THIS
    return None


def deciding_role(grants):
    """Return the role in which somebody decides about ideas: that of the programme, else administration."""
    return PROGRAMME if any(grant.role == PROGRAMME for grant in grants) else ADMINISTRATION


def open_to_all_at(now, closes_at, hours):
    """Return when everyone may book, where seats would else be open to all at once.

    Supporters come first for so many hours, but never for more than half of the time that is left to book.
    """
    return min(now + timedelta(hours=hours), now + (closes_at - now) / 2)
