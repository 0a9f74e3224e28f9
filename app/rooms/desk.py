"""What stands beside a form of the team after a refusal: which rules it would break, and what can be had instead."""

from app import clock
from app.database import db
from app.rooms import briefings, checking, finding, trail
from app.rooms.desk_forms import offer_value
from app.rooms.models import STAFF, Layout
from app.rooms.rules import BREAKABLE, RoomRefusal


def broken_in_words(room, span, persons=None, layout_id=None, email=None, things=()):
    """Return a sentence for each rule that a booking would break."""
    now = clock.now()
    layout = db.session.get(Layout, layout_id) if layout_id else None
    broken = checking.broken_rules(room, *span, now, STAFF, persons, layout)
    sentences = [str(trail.rule_in_words(reason, facts)) for reason, facts in broken]
    lacking = briefings.lacking(email, things, clock.today(span[0])) if email and things else []
    if lacking:
        sentences.append(str(trail.RULES[RoomRefusal.NO_BRIEFING]))
    return list(dict.fromkeys(sentences))


def may_break(form):
    """Tell whether what was refused may be done knowingly; a tick for one rule does not stand for the next."""
    is_breakable = form.refusal is not None and form.refusal.reason in BREAKABLE
    if not is_breakable:
        form.knowingly.data = False
    return is_breakable


def beside(form, persons=None, layout_id=None, things=(), email=None, but_not=None):
    """Return what the page of a WhenForm shows beside it."""
    breakable = may_break(form)
    facts = {"persons": persons, "layout_id": layout_id, "things": things}
    return {
        "may_break": breakable,
        "broken": broken_in_words(form.room, form.span, email=email, **facts) if breakable else [],
        "offers": offers(form, **facts, but_not=but_not),
    }


def offers(form, persons=None, layout_id=None, things=(), but_not=None):
    """Return (text, value of the button) of what can be had instead of what a WhenForm was refused."""
    if form.refusal is None or form.span is None or not isinstance(form.refusal.reason, RoomRefusal):
        return []
    layout = db.session.get(Layout, layout_id) if layout_id else None
    found = finding.alternatives(
        form.room, *form.span, clock.now(), persons, layout, tuple(things), STAFF, but_not=but_not
    )
    return [(offer.text, offer_value(offer)) for offer in found if offer.room.id in form.rooms]
