"""Which planned events follow when their format has changed: what was copied into them, and would be otherwise now.

A change is an entry of the audit trail, which knows the old values: whatever still has them is ticked from the start.
"""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme import actions, format_queries, format_rules, interpreting, rules
from app.programme import following_words as words
from app.programme.interpreters import CONFIRMED
from app.programme.models import Event, Format

SEATS = frozenset({"mode", "capacity", "capacity_online"})
WINDOW = frozenset({"opens_days", "closes_hours"})
DECISION = frozenset({"min_participants", "decide_hours"})
# What is copied into an event when it is planned. Its length is what its dates are: that is for moving it.
_OTHERS = frozenset({"name", "area_id", "further_areas", "languages", "interpreting", "minutes"})
COPIED = SEATS | WINDOW | DECISION | _OTHERS


@dataclass(frozen=True)
class Following:
    """What would become of one event: `changes` are (label, as it is, as it would be), `cannot` sentences."""

    event: Event
    changes: tuple
    cannot: tuple
    facts: dict
    seats: dict | None
    wanted: tuple
    unwanted: tuple
    # Whether it has all that the format said before, so that it probably shall go on doing as the format does.
    is_usual: bool


def latest_change(format_id):
    """Return the number of the last change of a format in the trail, or 0."""
    newest = sa.select(sa.func.max(AuditEntry.id)).where(*_is_change(format_id))
    return db.session.scalar(newest) or 0


def find_change(format_id, number):
    """Return what a change of a format changed, as far as events have a copy of it: {name: (old, new)}."""
    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.id == number, *_is_change(format_id)))
    changed = entry.details.get("changed", {}) if entry else {}
    return {name: tuple(values) for name, values in changed.items() if name in COPIED}


def followings(format_id, changed, now):
    """Return the Followings of the planned events that differ from the format now, in order of time."""
    if not changed:
        return []
    found = [_following(event, changed) for event in format_queries.coming_events(format_id, now)]
    differing = [each for each in found if each.changes or each.cannot]
    return sorted(differing, key=lambda each: (each.event.starts_at, each.event.id))


def follow(format_id, number, event_ids):
    """Let planned events follow a change of their format, as far as each can. Raises Refused where one is refused.

    Returns the Followings of those that did. What an event cannot follow in stays, and is in `cannot`.
    """
    with transaction():
        lock(Format, format_id)
        changed, done = find_change(format_id, number), []
        for event_id in sorted(set(event_ids)):
            event = actions.lock_event(event_id)
            if event.format_id != format_id or rules.why_not_change(event.state, event.ends_at, clock.now()):
                continue
            following = _following(event, changed)
            if following.changes:
                _apply(following)
                done.append(following)
    return done


def _is_change(format_id):
    return AuditEntry.act == "change_format", AuditEntry.about == f"format:{format_id}"


def _apply(following):
    event = following.event
    if following.facts or following.seats:
        actions.change_event(event.id, seats=following.seats, **following.facts)
    for language in following.unwanted:
        interpreting.remove_interpreting(event.id, language)
    for language in following.wanted:
        interpreting.add_interpreting(event.id, language)


class _Differences:
    """Gathers what of an event would be otherwise."""

    def __init__(self):
        self.changes, self.cannot, self.facts, self.usual = [], [], {}, []

    def add(self, label, was, now, is_usual, **facts):
        """Note that something would be otherwise."""
        self.changes.append((label, was, now))
        self.usual.append(is_usual)
        self.facts |= facts


def _following(event, changed):
    found = _Differences()
    _says(event, changed, found)
    _registers(event, changed, found)
    seats = _seats(event, changed, found)
    wanted, unwanted = _interprets(event, changed, found)
    lasted = timedelta(minutes=changed["minutes"][0]) if "minutes" in changed else None
    if lasted and all(end - begin == lasted for begin, end in event.spans):
        found.cannot.append(words.keeps_its_length(event))
    return Following(
        event, tuple(found.changes), tuple(found.cannot), found.facts, seats, wanted, unwanted, all(found.usual)
    )


def _says(event, changed, found):
    """Title, areas and languages."""
    format = event.format
    if "name" in changed and event.title == changed["name"][0] != format.name:
        found.add(words.TITLE, event.title, format.name, True, title=format.name)
    area = event.area
    if "area_id" in changed and event.area_id != format.area_id:
        area = format.area
        is_usual = event.area_id == changed["area_id"][0]
        found.add(words.AREA, event.area.title, area.title, is_usual, area_id=area.id)
    wanted = [each for each in format.further_areas if each is not area]
    if ("further_areas" in changed or area is not event.area) and event.further_areas != wanted:
        were = [each for each in changed.get("further_areas", ((), ()))[0] if each != event.area.title]
        is_usual = "further_areas" not in changed or were == [each.title for each in event.further_areas]
        found.add(
            words.FURTHER_AREAS, words.areas(event.further_areas), words.areas(wanted), is_usual, further_areas=wanted
        )
    if "languages" in changed and event.languages != format.languages:
        is_usual = event.languages == changed["languages"][0]
        was, now = words.languages(event.languages), words.languages(format.languages)
        found.add(words.LANGUAGES, was, now, is_usual, languages=list(format.languages))


def _registers(event, changed, found):
    """When registration opens and closes, and when the house decides."""
    format, begin = event.format, event.starts_at
    opens_at, closes_at = rules.registration_window(format, begin)
    decide_at = rules.decision_moment(format, begin)
    for name, label, now, is_changed, in_words in (
        ("opens_at", words.OPENS, opens_at, "opens_days" in changed, words.opens),
        ("closes_at", words.CLOSES, closes_at, "closes_hours" in changed, words.closes),
        ("decide_at", words.DECIDES, decide_at, DECISION & changed.keys(), words.decides),
    ):
        was = getattr(event, name)
        if is_changed and was != now:
            found.add(label, in_words(was), in_words(now), True, **{name: now})


def _seats(event, changed, found):
    """Return the seats that the event would have, or None where they stay."""
    if not SEATS & changed.keys():
        return None
    have = {ledger.kind: ledger.capacity for ledger in event.ledgers if ledger.capacity}
    old = format_rules.seats_of(_as_before(event.format, changed))
    wanted = dict(have)
    for kind, number in format_rules.seats_of(event.format).items():
        if not have.get(kind) or not number:
            if bool(have.get(kind)) != bool(number) and bool(old[kind]) != bool(number):
                found.cannot.append(words.other_kind(kind, number))
        elif number != have[kind]:
            if reason := _why_not_seats(event, kind, number):
                found.cannot.append(reason)
                continue
            wanted[kind] = number
            found.add(words.SEATS[kind], words.seats(have[kind]), words.seats(number), have[kind] == old[kind])
    return wanted if wanted != have else None


def _why_not_seats(event, kind, number):
    taken = event.ledger(kind).taken
    if number < taken:
        return Refused(rules.EventRefusal.SEATS_TAKEN, taken=taken).sentence
    try:
        actions.check_seats(event, {kind: number})
    except Refused as refused:
        return refused.sentence
    return None


def _as_before(format, changed):
    names = ("mode", "capacity", "capacity_online")
    return SimpleNamespace(
        **{name: changed[name][0] if name in changed else getattr(format, name) for name in names}
    )


def _interprets(event, changed, found):
    """Return (languages to add, languages to drop) of those into which somebody interprets."""
    if "interpreting" not in changed:
        return (), ()
    have, target = {row.language: row.state for row in event.interpretings}, event.format.interpreting
    old = changed["interpreting"][0]
    wanted = tuple(code for code in target if code not in have)
    dropped = [code for code in have if code not in target and code in old]
    unwanted = tuple(code for code in dropped if have[code] != CONFIRMED)
    found.cannot += [words.is_promised(code) for code in dropped if have[code] == CONFIRMED]
    if wanted or unwanted:
        after = [*(code for code in have if code not in unwanted), *wanted]
        found.add(words.INTERPRETING, words.languages(have), words.languages(after), set(have) == set(old))
    return wanted, unwanted
