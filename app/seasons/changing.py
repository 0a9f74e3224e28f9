"""What a file says anew of events that the house knows: moved, changed, published, called off, or corrected quietly."""

from flask_babel import lazy_gettext as _

from app import clock
from app.errors import Refused
from app.programme import actions as programme
from app.programme import rules
from app.programme.models import CANCELLED, DRAFT, PUBLISHED
from app.seasons import house_seats, replanning, texts, together

PUBLIC = _(
    "Die Veranstaltung ist schon öffentlich und kann kein Entwurf mehr werden. Sagen Sie sie ab (cancelled, mit Grund)."
)


def call_off(load, known):
    """Call off what the file calls off, before others ask for the rooms."""
    for wanted in known:
        if wanted.state != CANCELLED or wanted.row.state == CANCELLED:
            continue
        with load.noting_refusals("events", wanted.index):
            programme.cancel_event(wanted.row.id, wanted.entry["cancel_reason"])
        load.note("cancelled", "events", wanted.entry["id"])


def replan(load, known):
    """Give all events their new times and rooms at once, so that two may change places."""
    plans, index_of = [], {}
    for wanted in known:
        plan = replanning.Plan(
            tuple(wanted.spans), tuple(room.id for room in wanted.rooms), tuple(wanted.equipment_ids)
        )
        if plan.is_that_of(wanted.row):
            continue
        load.note("moved", "events", wanted.entry["id"])
        if wanted.row.state == CANCELLED:
            replanning.rewrite_cancelled(wanted.row, wanted.spans, wanted.rooms)
        else:
            plans.append((wanted.row, plan))
            index_of[wanted.row.id] = wanted.index
    for event, refused in replanning.replan_events(plans):
        load.note_refusal(refused, "events", index_of[event.id])


def change(load, wanted, retimed):
    """Change or publish an event; `retimed` are formats whose registration opens or closes otherwise now."""
    event, entry = wanted.row, wanted.entry
    differing = _differing(event, wanted, retimed)
    is_news = bool(differing)
    if differing:
        house_seats.make_room(event, wanted.seats)
        if rules.why_not_change(event.state, event.ends_at, clock.now()):
            _correct(event, differing)
        else:
            programme.change_event(event.id, **differing)
    if replanning.set_old_times(event, entry["moved_from"]):
        event.sequence = event.sequence + 1
        is_news = True
    if entry["state"] == "waitlist":
        house_seats.fill(event)
    elif load.entry_before("events", entry["id"]).get("state") == "waitlist":
        house_seats.release(event)
    if is_news:
        load.note("changed", "events", entry["id"])
    together.put(load, event, entry)
    texts.put(load, "events", entry["id"], event, entry["texts"])


def _differing(event, wanted, retimed):
    """Return what of an event the file wants otherwise, as change_event takes it."""
    differing = {name: value for name, value in wanted.facts.items() if getattr(event, name) != value}
    counts = {ledger.kind: ledger.capacity for ledger in event.ledgers if ledger.capacity}
    if counts != {kind: count for kind, count in wanted.seats.items() if count}:
        differing["seats"] = wanted.seats
    if event.hosts != wanted.hosts:
        differing["hosts"] = wanted.hosts
    if "format" in differing or wanted.entry["format"] in retimed:
        format, begin = wanted.facts["format"], event.starts_at
        window = (*rules.registration_window(format, begin), rules.decision_moment(format, begin))
        moments = dict(zip(("opens_at", "closes_at", "decide_at"), window, strict=True))
        differing |= {name: moment for name, moment in moments.items() if getattr(event, name) != moment}
    return differing | _change_of_state(event, wanted)


def _change_of_state(event, wanted):
    if event.state == CANCELLED:
        if wanted.state != CANCELLED:
            raise Refused(rules.EventRefusal.CANCELLED)
        reason = wanted.entry["cancel_reason"]
        return {} if event.cancel_reason == reason.strip() else {"cancel_reason": reason.strip()}
    if event.state == PUBLISHED and wanted.state == DRAFT:
        raise Refused(PUBLIC)
    return {"state": PUBLISHED} if (event.state, wanted.state) == (DRAFT, PUBLISHED) else {}


def _correct(event, differing):
    """Correct the words about an event that is over or called off: nobody needs to be told. Seats and hosts stay."""
    if differing.keys() & {"seats", "hosts"}:
        raise Refused(rules.why_not_change(event.state, event.ends_at, clock.now()))
    for name, value in differing.items():
        setattr(event, name, value)
    event.sequence = event.sequence + 1
    event.changed_at = clock.now()
