"""The door to a digital room, for guests: always there, open when it is time."""

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from app import clock, typed
from app.accounts import access
from app.errors import Refused
from app.lobby import actions, answers, doors, making, rules
from app.lobby.doors import Door
from app.lobby.forms import EnterForm
from app.lobby.meeting import ProviderFailure
from app.lobby.rules import Answer, Standing
from app.programme import barriers, cards, queries
from app.programme.models import DROP_IN, EXTERNAL
from app.registrations import links, mails, personal

bp = Blueprint("lobby", __name__)

# Where no seats are booked here, the door is open to all.
OPEN_TO_ALL = (DROP_IN, EXTERNAL)


@dataclass(frozen=True)
class Look:
    """What a guest sees: the answer, the doors of this time, and of them the one that is meant."""

    answer: Answer
    doors: list
    door: Door | None

    @property
    def mark(self):
        """A few letters that are others as soon as the page would be another."""
        if self.door is None:
            return self.answer.name
        times = self.door.times
        rooms = "-".join(str(door.room.id) for door in self.doors)
        return f"{self.answer.name} {rooms} {times.opens_at:%Y%m%dT%H%M}"


def _look(registration):
    now, event = clock.now(), registration.event
    found = doors.now_or_next(doors.for_registration(registration, doors.of_event(event)), now)
    wanted = typed.whole(request.values.get("raum"))
    door = next((each for each in found if each.booking.id == wanted), found[0] if found else None)
    standing = door.standing(now) if door and door.has_way_in else None
    return Look(rules.answer(registration.state, registration.kind, event.is_cancelled, standing), found, door)


@bp.route("/dabei/<token>", methods=["GET", "POST"])
@access.everyone
def door(token):
    """Show when the room opens, and let in who has a seat; the service's address is told to the browser alone."""
    registration = personal.registration_of("door", token)
    look, form = _look(registration), EnterForm(registration.name, registration.heads)
    if look.answer is Answer.ENTER and form.is_sent_and_valid():
        try:
            back = links.door_link(registration)
            return answers.lead_on(actions.enter(registration.id, look.door, form.name.data, form.count, back))
        except making.NotReady as later:
            return _again(token, look, form, later.sentence, later.seconds)
        except ProviderFailure:
            return _again(token, look, form, making.trouble(), rules.LONGEST_PAUSE)
        except (Refused, LookupError):
            # Given back, called off or moved in this very moment: the page says what is true now.
            look = _look(personal.registration_of("door", token))
    status = 409 if request.method == "POST" and look.answer is not Answer.ENTER else form.status
    return answers.page(_page(token, look, form), status)


def _again(token, look, form, sentence, seconds):
    """Say that the room is not there yet, and when to try again."""
    answer = answers.page(_page(token, look, form, sentence, seconds), 503)
    answer.headers["Retry-After"] = str(max(seconds, 1))
    return answer


def _page(token, look, form, trouble=None, seconds=0):
    registration, now = personal.registration_of("door", token), clock.now()
    event, others = registration.event, []
    if look.answer in (Answer.CALLED_OFF, Answer.ENDED):
        others = [cards.card(other, now) for other in queries.alternatives(event, now)]
    return render_template(
        "lobby/door.html", token=token, registration=registration, event=event, look=look, answer=look.answer.name,
        door=look.door, doors=look.doors, form=form, trouble=trouble, seconds=seconds, now=now, others=others,
        barriers=barriers.barriers(look.door.room) if look.door else None,
        place_in_list=mails.place_words(registration), can_confirm=personal.can_confirm(registration, now),
        confirm_path=links.confirm_path(registration), manage_path=links.manage_path(registration),
        accept_path=f"{links.manage_path(registration)}/annehmen",
    )  # fmt: skip


@bp.get("/dabei/<token>/stand")
@access.everyone
def state(token):
    """Tell the script of the page whether the page would be another by now."""
    answer = jsonify(mark=_look(personal.registration_of("door", token)).mark)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/dabei/<token>/telefon")
@access.everyone
def by_phone(token):
    """Count somebody who takes part by telephone."""
    registration = personal.registration_of("door", token)
    look = _look(registration)
    if look.answer is Answer.ENTER and look.door.dial_in:
        # Given back in this very moment: the page says so.
        with suppress(Refused):
            actions.count(registration.id, look.door)
        return redirect(url_for(".door", token=token, am_telefon=1), 303)
    return redirect(url_for(".door", token=token), 303)


@bp.route("/veranstaltungen/<slug>/raum", methods=["GET", "POST"])
@access.everyone
def event_door(slug):
    """Show the door of an event to everybody: when it opens, what one needs; where no seats are booked, the way in."""
    event, now = queries.get_public_event(slug), clock.now()
    found = doors.now_or_next(doors.of_event(event), now)
    the_door = found[0] if found else None
    standing = the_door.standing(now) if the_door and the_door.has_way_in else None
    is_open_to_all = event.format.registration in OPEN_TO_ALL and not event.is_cancelled
    form, trouble = EnterForm(), None
    if is_open_to_all and standing is Standing.OPEN and form.is_sent_and_valid():
        try:
            return answers.lead_on(actions.join_openly(the_door, form.name.data))
        except making.NOT_NOW as failure:
            trouble = making.trouble(failure)
        event = queries.get_public_event(slug)
    answer = render_template(
        "lobby/event_door.html", event=event, door=the_door, standing=standing and standing.name, form=form,
        is_open_to_all=is_open_to_all, trouble=trouble, now=now, card=cards.card(event, now),
        barriers=barriers.barriers(the_door.room) if the_door else None,
    )  # fmt: skip
    is_shut = request.method == "POST" and standing is not Standing.OPEN
    return answers.page(answer, 503 if trouble else 409 if is_shut else form.status)
