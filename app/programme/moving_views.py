"""The team's pages on which a planned event moves: to other times, rooms or another kind; and back among the living.

Whoever would concern guests sees first what it would come to, and sends the form once more.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _

from app import clock, forms
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import (
    cards,
    consequences,
    moving_offers,
    planning,
    planning_offers,
    queries,
    restoring,
    rules,
    scopes,
    settling,
)
from app.programme.moving_forms import KindForm, SettleForm
from app.programme.planning_forms import MoveForm
from app.programme.planning_views import offer_rooms, says_where, to_event, why_not

bp = Blueprint("moving", __name__)


@bp.route("/team/veranstaltungen/<int:event_id>/verlegen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def move_event(event_id):
    """Give an event other times, longer or shorter ones too; its rooms come along."""
    event = queries.get_event(event_id)
    form, shown = MoveForm(event), None
    if "take" in request.form:
        form.take(request.form["take"])
    if form.is_sent_and_valid():
        with form.catching_refusals():
            shown = _act(event, lambda: planning.move_event(event_id, form.spans, form.knowingly.data))
            if shown is None:
                flash(_("Die Veranstaltung ist verlegt, ihre Räume mit ihr."), "good")
                return to_event(event_id)
        event = queries.get_event(event_id)
    return forms.page(
        "programme/move_event.html", form,
        event=event, why_not=why_not(event), when=cards.when(event), shown=shown,
        offers=planning_offers.offers_to_move(form, event, clock.now()),
    )  # fmt: skip


@bp.route("/team/veranstaltungen/<int:event_id>/ort", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def settle_event(event_id):
    """Give an event other rooms, a digital one, or a house elsewhere, and as many seats as fit; its times stay."""
    return _settle(event_id, SettleForm)


@bp.route("/team/veranstaltungen/<int:event_id>/digital", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def change_kind(event_id):
    """Let people take part on site, digitally, or as they like; who has a seat of the other kind changes over."""
    return _settle(event_id, KindForm)


def _settle(event_id, make_form):
    event = queries.get_event(event_id)
    form, shown = make_form(event), None
    if request.method == "GET" and (proposed := request.args.get("raum", type=int)):
        # What the list of what there is to do proposes: a larger room, with seats for those who wait.
        form.rooms.data = [proposed]
        form.seats_onsite.data = request.args.get("plaetze", type=int) or form.seats_onsite.data
    _offer_rooms_again(form, event)
    for old, new in _taken_instead().items():
        form.swap_room(old, new)
        _offer_rooms_again(form, event)
    if form.is_sent_and_valid() and says_where(form):
        with form.catching_refusals():
            shown = _act(
                event,
                lambda: settling.settle_event(
                    event_id, (*form.room_ids, *_out_of_reach(form, event)), **form.where(), seats=form.seats,
                    has_spoken=form.has_spoken.data, knowingly=form.knowingly.data,
                ),  # fmt: skip
            )
            if shown is None:
                flash(_("Gespeichert."), "good")
                return to_event(event_id)
        event = queries.get_event(event_id)
        _offer_rooms_again(form, event)
    return forms.page(
        "programme/settle_event.html", form, event=event, when=cards.when(event), why_not=why_not(event), shown=shown,
        offers=moving_offers.offers_to_settle(form),
    )  # fmt: skip


def _act(event, act):
    """Act, and return None; or return the Consequences to be seen first. Raises Refused."""
    shown = consequences.look_first(event, act, request.form.get(consequences.SEEN))
    if shown is None:
        act()
    return shown


def _out_of_reach(form, event):
    """Return the ids of the event's rooms that were not offered, because somebody else plans there: they stay."""
    rooms = {booking.room_id for date in event.dates for booking in date.bookings}
    return sorted(rooms - form.room_choices.keys())


def _offer_rooms_again(form, event):
    own = [booking.id for date in event.dates for booking in date.bookings]
    seats = next((ledger.capacity for ledger in event.ledgers if ledger.capacity), 1)
    offer_rooms(form, event.format, event.spans, seats, own)


@bp.route("/team/veranstaltungen/<int:event_id>/ruecknahme", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def restore_event(event_id):
    """Take back that an event was called off: its rooms are booked again, nobody hears of it."""
    event = queries.get_event(event_id)
    form = forms.Form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            instead = _taken_instead()
            restoring.restore_event(event_id, instead)
            if instead:
                flash(_("Die Veranstaltung findet statt, in einem anderen Raum."), "good")
            else:
                flash(_("Die Veranstaltung findet statt, als wäre nichts gewesen."), "good")
            return to_event(event_id)
        event = queries.get_event(event_id)
    return forms.page(
        "programme/restore_event.html", form, event=event, when=cards.when(event),
        why_not=rules.why_not_restore(event.state, event.tell_at, event.ends_at, clock.now()),
        offers=moving_offers.offers_to_restore(form, event, clock.now(), access.places(PROGRAMME)),
    )  # fmt: skip


def _taken_instead():
    """Return {room: room in its place} as the button says that was pressed; nothing that is not two numbers."""
    old, _bar, new = request.form.get("take", "").partition("|")
    return {int(old): int(new)} if old.isdecimal() and new.isdecimal() and max(len(old), len(new)) < 10 else {}
