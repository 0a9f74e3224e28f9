"""Closing an event: who came, what came of it, and what is told of it in public. Later it can be corrected."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock, stale
from app.accounts import audit
from app.alliance import organisation_queries
from app.alliance.words import ACTOR_GROUPS
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme.afterwards import ClosingReport
from app.programme.models import PUBLISHED, Event

# So long after an event anybody may say how it was (registrations.after_rules).
ASK_FOR = timedelta(days=14)
# What the form shows under the name of its column; texts for the alliance are not told in the audit trail.
COUNTS, INTERNAL = ("came_onsite", "came_online"), {
    "result": _("Ergebnis"), "decisions": _("Entscheidungen"), "next_steps": _("Nächste Schritte"),
}  # fmt: skip


class ReportRefusal(Enum):
    """Why an event cannot be closed."""

    NOT_HELD = _("Diese Veranstaltung hat nicht stattgefunden. Abschließen kann man nur, was stattgefunden hat.")
    NOT_OVER = _("Die Veranstaltung ist noch nicht vorbei. Bitte schließen Sie sie danach ab.")
    TOO_MANY_WALK_INS = _(
        "Ohne Anmeldung sollen mehr Menschen gekommen sein (%(walk_ins)s), als insgesamt vor Ort waren "
        "(%(onsite)s). Bitte prüfen Sie die Zahlen."
    )


def why_not_close(state, ends_at, now):
    """Return why an event cannot be closed, or None."""
    if state != PUBLISHED:
        return ReportRefusal.NOT_HELD
    return ReportRefusal.NOT_OVER if ends_at > now else None


def find_report(event_id):
    """Return what was written down of an event after it was over, or None."""
    return db.session.get(ClosingReport, event_id)


def tags_of(event, report):
    """Return the names of the figures that are asked for: those of the format, and others that were told earlier."""
    asked = list(event.format.report_tags)
    return [*asked, *(name for name in (report.tags if report else {}) if name not in asked)]


def as_shown(report, tags):
    """Return what the form shows of a report (see app.stale), by the names of its fields; {} where there is none."""
    if report is None:
        return {}
    return _as_shown(
        {name: getattr(report, name) for name in (*COUNTS, "report", *INTERNAL)},
        report.walk_ins, report.tags, [each.id for each in report.organisations], tags,
    )  # fmt: skip


def _as_shown(facts, walk_ins, figures, organisation_ids, tags):
    return {
        **facts,
        **{f"walk_ins_{group}": number for group, number in walk_ins.items() if number},
        **{f"tag_{tags.index(name)}": number for name, number in figures.items()},
        "organisations": sorted(organisation_ids),
    }


def close_event(
    event_id, came_onsite, came_online, report="", seen=None, walk_ins=None, tags=None, organisation_ids=(), **texts
):
    """Write down how many came to an event, and what came of it; once more corrects it. Raises Refused.

    `walk_ins`: {actor group: how many of those on site came without a registration}; `tags`: {name: number} of what
    the format counts; `texts`: result, decisions, next_steps; `seen`: the digest of what the form had shown.
    """
    texts = {name: texts.get(name) or "" for name in INTERNAL}
    walk_ins = {group: number for group, number in (walk_ins or {}).items() if number}
    tags = {name: number for name, number in (tags or {}).items() if number is not None}
    with transaction():
        event, now = lock(Event, event_id), clock.now()
        if reason := why_not_close(event.state, event.ends_at, now):
            raise Refused(reason)
        if sum(walk_ins.values()) > came_onsite:
            raise Refused(ReportRefusal.TOO_MANY_WALK_INS, walk_ins=sum(walk_ins.values()), onsite=came_onsite)
        found = db.session.get(ClosingReport, event_id, populate_existing=True)
        organisations = organisation_queries.some_organisations(organisation_ids)
        facts = {"came_onsite": came_onsite, "came_online": came_online, "report": report}
        names = [*tags_of(event, found), *tags]
        shown = as_shown(found, names)
        if shown == _as_shown(facts | texts, walk_ins, tags, [each.id for each in organisations], names):
            # The same form once more, or two who wrote the same.
            return found
        stale.refuse_if_stale(as_shown(found, tags_of(event, found)), seen)
        act, was = ("correct_report", _noted(found)) if found else ("close_event", {})
        if found is None:
            found = ClosingReport(event_id=event_id, closed_at=now)
            db.session.add(found)
        facts |= {**texts, "walk_ins": walk_ins, "tags": tags, "organisations": organisations}
        for name, value in facts.items():
            setattr(found, name, value)
        _note(act, event_id, was, _noted(found))
    return found


def _noted(report):
    """Return what the audit trail knows of a report; of texts for the alliance it tells only that they changed."""
    facts = audit.facts_of(report, (*COUNTS, "report", "tags", *INTERNAL))
    walk_ins = {str(ACTOR_GROUPS.get(group, group)): number for group, number in report.walk_ins.items()}
    return {**facts, "walk_ins": walk_ins, "organisations": [each.name for each in report.organisations]}


def _note(act, event_id, was, now):
    told = {name: value for name, value in now.items() if name not in INTERNAL and (value or was.get(name))}
    edited = [str(INTERNAL[name]) for name in INTERNAL if (now[name] or "") != (was.get(name) or "")]
    audit.note(act, f"event:{event_id}", **audit.changes(was, told), **({"edited": edited} if edited else {}))
