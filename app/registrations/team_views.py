"""What the team sees: today, the guests of an event, calling one off."""

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from types import SimpleNamespace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app import clock, forms
from app.accounts import access, audit
from app.accounts.models import DOOR, INSIGHTS, PROGRAMME, REPRESENTATIVE, ROLES, ROOMS
from app.programme import actions as programme_actions
from app.programme import cards, consequences, event_ways, origins, scopes, todo
from app.programme import queries as programme
from app.programme import rules as programme_rules
from app.programme.models import BOOKED_HERE, DRAFT, INVITE, PUBLISHED
from app.registrations import guest_lists, guest_queries, limits, queries, state_words
from app.registrations.desk_forms import GuestFilter
from app.registrations.forms import KINDS, CancelEventForm
from app.registrations.models import COMING, HELD, OFFERED, WAITING
from app.rooms import desk_queries

bp = Blueprint("team", __name__)

# What can be done with the whole guest list: (label, page below the event).
LIST_WAYS = (
    (lazy_gettext("Am Telefon buchen"), "telefon"), (lazy_gettext("Nachricht schreiben"), "nachricht"),
    (lazy_gettext("Drucken"), "gaesteliste"), (lazy_gettext("Liste einlesen"), "gaeste-einlesen"),
)  # fmt: skip

# Who sees the names of an event's guests, and who the event.
GUESTS_SHOWN = (PROGRAMME, DOOR)
EVENTS_SHOWN = (*GUESTS_SHOWN, REPRESENTATIVE)
# So many lines of what there is to do stand on today's page.
MOST_TODOS = 5
# Where to go from today's page.
WAYS = (
    (lazy_gettext("Alle kommenden Veranstaltungen"), "/team/veranstaltungen"),
    (lazy_gettext("Meine Organisation"), "/team/meine-organisation"),
    (lazy_gettext("Raumbuchungen"), "/team/raumbuchungen"),
)


@bp.get("/team/")
@access.staff
def today():
    """Show what today and the next days bring, to each role its own: events, figures without names, open requests."""
    now = clock.now()
    begin = clock.start_of(clock.today(now))
    every = programme.events_between(begin, begin + timedelta(days=8)) if access.may(*EVENTS_SHOWN, INSIGHTS) else []
    events = _in_reach(every, now)
    expected = queries.expected([event.id for event in every])
    coming = [event for event in events if not _is_on(event, begin)]
    to_do = todo.open_todos(now)[0] if access.may(PROGRAMME, ROOMS) else []
    return render_template(
        "registrations/team_today.html",
        date=clock.today(now),
        sees_today=access.may(*EVENTS_SHOWN),
        sees_coming=access.may(PROGRAMME, REPRESENTATIVE),
        figures=_figures(every, expected, begin, now) if access.may(INSIGHTS) and not access.may(PROGRAMME) else None,
        waiting=desk_queries.count_waiting(access.places(ROOMS)) if access.may(ROOMS) else None,
        ways=[link for link in WAYS if access.may_follow(link[1])],
        has_no_role=not access.may(*ROLES),
        todos=to_do[:MOST_TODOS],
        more_todos=len(to_do) - MOST_TODOS,
        now=now,
        todays=[_card(event, expected, now) for event in events if _is_on(event, begin)],
        coming=[
            SimpleNamespace(date=day, cards=[_card(event, expected, now) for event in group])
            for day, group in groupby(coming, key=lambda event: clock.today(event.starts_at))
        ],
    )


def _in_reach(events, now):
    """Return those of the events that the signed-in may open."""
    return [event for event in events if access.may_reach(scopes.where_of(event, now), *EVENTS_SHOWN)]


def _figures(events, expected, begin, now):
    """Return (when, events, guests expected) of today and of the days after it, for those who see figures only."""
    held = [event for event in events if event.state == PUBLISHED]
    held = [event for event in held if access.may_reach(scopes.where_of(event, now), INSIGHTS)]
    todays = [event for event in held if _is_on(event, begin)]
    later = [event for event in held if event not in todays]
    return [
        (when, len(some), sum(expected.get(event.id, 0) for event in some))
        for when, some in ((_("Heute"), todays), (_("In den nächsten sieben Tagen"), later))
    ]


def _is_on(event, begin):
    return any(date.starts_at < begin + timedelta(days=1) and date.ends_at > begin for date in event.dates)


def _card(event, expected, now):
    """Return the card of an event for the team: it leads to the guest list and says how many are expected."""
    card = replace(cards.card(event, now), href=url_for(".event_guests", event_id=event.id))
    number = expected.get(event.id, 0)
    if event.is_cancelled or event.state == DRAFT or (event.format.registration not in BOOKED_HERE and not number):
        return card
    return replace(card, seats_text=_expected_text(number), seats_state="info")


def _expected_text(number):
    return ngettext("%(num)s Gast erwartet", "%(num)s Gäste erwartet", number) if number else _("Noch keine Gäste")


@bp.get("/team/veranstaltungen")
@access.team(PROGRAMME, REPRESENTATIVE)
def events():
    """List all coming events, drafts and cancelled ones too."""
    now = clock.now()
    coming = _in_reach(programme.events_between(now, now + timedelta(days=366)), now)
    expected = queries.expected([event.id for event in coming])
    return render_template(
        "registrations/team_events.html",
        rows=[(event, cards.card(event, now), expected.get(event.id)) for event in coming],
    )


@bp.get("/team/veranstaltungen/<int:event_id>")
@access.team(PROGRAMME, DOOR, REPRESENTATIVE, at=scopes.of_event)
def event_guests(event_id):
    """Show the guest list of an event; who looked is noted. A host sees how many there are, not who."""
    here = scopes.of_event(event_id)
    shows_guests = access.may_reach(here, *GUESTS_SHOWN)
    if shows_guests:
        audit.look("look_at_guests", f"event:{event_id}")
    event = programme.get_event(event_id)
    now, kinds = clock.now(), [ledger.kind for ledger in event.ledgers]
    wanted = GuestFilter(request.args, kinds)
    page = min(max(request.args.get("seite", 1, type=int), 1), guest_queries.LAST_PAGE)
    choice = guest_queries.Wanted(
        wanted.q.data, wanted.stand.data or "", wanted.art.data if wanted.art.data in kinds else "", wanted.bedarf.data
    )
    guests, number = guest_queries.guests(event_id, choice, page) if shows_guests else ([], 0)
    counted = guest_queries.counts(event_id)
    said = {name: value for name, value in request.args.items() if name != "seite"}
    return render_template(
        "registrations/team_event.html",
        event=event,
        card=cards.card(event, now),
        guests=guests,
        number=number,
        page=page,
        pages=-(-number // guest_queries.PAGE),
        page_href=lambda other: url_for(".event_guests", event_id=event_id, **{**said, "seite": other}),
        filter=wanted,
        is_filtered=choice != guest_queries.Wanted(),
        needs_totals=guest_lists.totals(guest_queries.needs_of_all(event_id)) if shows_guests else [],
        has_answers=any(guest.answers for guest in guests),
        mark_of=state_words.mark,
        needs_of=guest_lists.needs_of,
        parts_of=lambda guest: limits.chosen_words(guest, event) if guest.parts else [],
        list_ways=_list_ways(event),
        may_export=bool(guests) and access.may_reach(here, PROGRAMME),
        shows_guests=shows_guests,
        counts=[(KINDS[ledger.kind], ledger, _seats_by_state(counted, ledger.kind)) for ledger in event.ledgers],
        kinds=KINDS if len(event.ledgers) > 1 else None,
        is_public=event.is_public,
        origins=origins.origins(event_id),
        ways=event_ways.ways(event, now) if access.may_reach(here, PROGRAMME) else [],
    )


def _list_ways(event):
    """Return (label, address) of what the signed-in can do with the whole list."""
    found = [(label, f"/team/veranstaltungen/{event.id}/{page}") for label, page in LIST_WAYS]
    if event.format.registration == INVITE:
        found.append((_("Einladungen"), f"/team/veranstaltungen/{event.id}/einladungen"))
    return [(label, path) for label, path in found if access.may_follow(path)]


def _seats_by_state(counted, kind):
    def of(*states):
        return sum(counted.get((kind, state), 0) for state in states)

    return SimpleNamespace(confirmed=of(*COMING), held=of(HELD, OFFERED), waiting=of(WAITING))


@bp.route("/team/veranstaltungen/<int:event_id>/absagen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def cancel_event(event_id):
    """Call an event off: the page says who will be told; where that has changed since it was read, once more."""
    event, now = programme.get_event(event_id), clock.now()
    nearest = [other.id for other in programme.alternatives(event, now)]
    form = CancelEventForm(programme.could_be_offered(event, now), nearest)
    mark = consequences.mark_of(event)
    has_changed = request.method == "POST" and request.form.get(consequences.SEEN) != mark
    if form.is_sent_and_valid() and not has_changed:
        with form.catching_refusals():
            programme_actions.cancel_event(event_id, form.reason.data, form.offered.data)
            flash(_("Die Veranstaltung ist abgesagt. Ihre Räume sind wieder frei."), "good")
            return redirect(url_for(".event_guests", event_id=event_id), 303)
        event = programme.get_event(event_id)
    return forms.page(
        "registrations/team_cancel_event.html",
        form,
        event=event,
        told=queries.count_told(event_id),
        guests=consequences.guests_of(event_id),
        tells_at_once=programme_rules.tell_at(event.starts_at, now) <= now,
        seen_mark=mark,
        has_changed=has_changed,
        why_not=programme_rules.why_not_change(event.state, event.ends_at, now),
    )
