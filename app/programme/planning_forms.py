"""What somebody types who plans an event, changes what is said of it, or moves it."""

import secrets
from datetime import timedelta

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from app import clock, typed
from app.alliance import words
from app.forms import REQUIRED, Form
from app.programme import format_rules
from app.programme.event_series_forms import WhenForm
from app.programme.models import ONLINE, ONSITE
from app.programme.publish_forms import PublishFields
from app.programme.session_forms import DatesForm


class AboutForm(Form):
    """What an event says of itself, and its seats."""

    title = typed.text(_("Titel"), 200, is_required=True)
    note = typed.rich(_("Hinweis für die Gäste"), description=_("Steht auf der Seite der Veranstaltung."))
    seats_onsite = typed.number(_("Plätze vor Ort"), 0, 5000, default=0)
    seats_online = typed.number(_("Plätze digital"), 0, 5000, default=0)
    area_id = SelectField(_("Bereich"), coerce=int, validators=[InputRequired(REQUIRED)])
    further_areas = typed.CheckboxesField(_("Weitere Bereiche"), coerce=int)
    languages = typed.CheckboxesField(_("Welche Sprachen werden gesprochen?"), render_kw={"class": "is-row"})

    def offer(self, areas):
        """Offer what there is."""
        self.areas = {area.id: area for area in areas}
        self.area_id.choices = [(area.id, area.title) for area in areas]
        self.further_areas.choices = self.area_id.choices
        self.languages.choices = list(words.LANGUAGES.items())

    @property
    def seats(self):
        """The seats, as the acts take them."""
        return {ONSITE: self.seats_onsite.data, ONLINE: self.seats_online.data}

    def facts(self):
        """Return what was typed, as columns of Event; the main area is none besides."""
        further = [area for ident, area in self.areas.items() if ident in self.further_areas.data]
        return {
            "title": self.title.data, "note": self.note.data, "area_id": self.area_id.data,
            "further_areas": [area for area in further if area.id != self.area_id.data],
            "languages": self.languages.data,
        }  # fmt: skip


class ChangeForm(AboutForm):
    """What an event says of itself, to be changed. Hosts can be taken off; who is to come is asked (co_hosting)."""

    # Whoever accepts while this form is open is in no list of it, and stays.
    leaving = typed.CheckboxesField(_("Wer lädt nicht mehr mit ein?"), coerce=int)

    def __init__(self, event, areas):
        seats = event.seats
        super().__init__(
            obj=event,
            data={"seats_onsite": seats.get(ONSITE, 0), "seats_online": seats.get(ONLINE, 0)},
        )
        if request.method != "POST":
            # Rows of the event; the fields speak of their numbers.
            self.further_areas.data = [area.id for area in event.further_areas]
        self.offer(areas)
        self.leaving.choices = [(each.id, each.name) for each in event.hosts]


class WhereForm(Form):
    """Where an event takes place: rooms of ours, a digital one, or a house elsewhere."""

    rooms = typed.CheckboxesField(_("Räume"), coerce=int)
    digital = SelectField(_("Digitaler Raum"), coerce=int, default=0)
    external = typed.text(
        _("Oder in einem anderen Haus"), 200, description=_("Wo wir zu Gast sind, mit Adresse, wie Gäste sie lesen.")
    )
    external_place_id = SelectField(_("In welchem Ort?"), coerce=int, default=0)

    def offer_rooms(self, choices, places):
        """Offer rooms (planning_queries.RoomChoice), and places for a house elsewhere."""
        self.room_choices = {choice.id: choice for choice in choices}
        chosen = set(self.rooms.data or ())
        self.rooms.choices = [
            (each.id, each.label) for each in choices if not each.is_digital and (each.can_be_had or each.id in chosen)
        ]
        digital = [
            (each.id, each.label) for each in choices
            if each.is_digital and (each.can_be_had or each.id == self.digital.data)
        ]  # fmt: skip
        self.digital.choices = [(0, _("Keiner")), *digital]
        self.external_place_id.choices = [(0, _("Keiner von unseren")), *((place.id, place.name) for place in places)]

    def propose_digital(self):
        """Choose the first digital room that can be had, unless one was chosen that can."""
        chosen = self.room_choices.get(self.digital.data)
        if chosen is None or not chosen.can_be_had:
            free = (each.id for each in self.room_choices.values() if each.is_digital and each.can_be_had)
            self.digital.data = next(free, self.digital.data)

    def swap_room(self, room_id, other_id):
        """Choose another room in place of one."""
        if self.digital.data == room_id:
            self.digital.data = other_id
        self.rooms.data = [other_id if ident == room_id else ident for ident in self.rooms.data or ()]

    @property
    def room_ids(self):
        """All chosen rooms, physical ones first."""
        return (*self.rooms.data, *([self.digital.data] if self.digital.data else []))

    def where(self):
        """Return the house elsewhere that was typed, as columns of Event."""
        external = self.external.data or None
        return {"external": external, "external_place_id": (self.external_place_id.data or None) if external else None}


class PlanForm(PublishFields, WhereForm, WhenForm, AboutForm):
    """A whole event that does not exist yet."""

    host_id = SelectField(_("Wer lädt ein?"), coerce=int, default=0)
    asked = typed.CheckboxesField(
        _("Wen fragen wir, ob sie mit einladen?"), coerce=int,
        description=_("Sie bekommen eine Nachricht, und stehen erst dabei, wenn sie zusagen."),
    )
    interpreting = typed.CheckboxesField(
        _("In welche Sprachen wird gedolmetscht?"), choices=typed.choices(words.INTERPRETED.items()),
        description=_("Wer im Haus dolmetscht, wird gleich mitgebucht. Alle anderen fragen Sie bitte selbst."),
        render_kw={"class": "is-row"},
    )  # fmt: skip
    things = typed.CheckboxesField(_("Was soll dazu?"), coerce=int)
    # One sent form plans once.
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16), validators=[Length(max=60)])
    knowingly = BooleanField(
        _("Außerhalb der Öffnungszeit: trotzdem planen"),
        description=_("Auch wenn ein Raum dann geschlossen ist. Es wird festgehalten."),
    )

    def __init__(self, format, areas, organisations, things, source=None, like=None):
        """`format` fills everything in; `source` is a planning.Source, whose title and area come first.

        `like` is an event that there was: everything is as it was there, but the dates.
        """
        self.minutes = format.minutes
        super().__init__(
            data=_as_it_was(like) if like else {
                "title": source.title[:200] if source else format.name,
                "area_id": source.area_id if source and source.area_id else format.area_id,
                "languages": format.languages,
                "interpreting": format.interpreting,
                "seats_onsite": format_rules.seats_of(format)[ONSITE],
                "seats_online": format_rules.seats_of(format)[ONLINE],
            }
        )
        if request.method != "POST":
            self.further_areas.data = [area.id for area in (like or format).further_areas]
        self.offer(areas)
        names = [(each.id, each.name) for each in organisations]
        self.host_id.choices, self.asked.choices = [(0, _("Das Haus")), *names], names
        self.things.choices = [(thing.id, thing.name) for thing in things]

    def validate(self, extra_validators=None):
        """As for its parts; nobody is asked to host each event of a series at once."""
        is_right = super().validate(extra_validators)
        if self.is_series and self.asked.data:
            sentence = _("Bei einer Reihe fragen Sie bitte auf der Seite jeder Veranstaltung, wer mit einlädt.")
            return typed.complain(self.asked, sentence)
        return is_right

    @property
    def asked_ids(self):
        """Who is to be asked; who invites needs no question."""
        return tuple(ident for ident in self.asked.data if ident != self.host_id.data)

    def facts(self):
        """Return what was typed, as columns of Event."""
        return {
            **super().facts(), **self.where(), "form_key": self.form_key.data or None,
            "attendance": self.chosen_attendance, "publish_at": self.publish_at,
        }  # fmt: skip


def _as_it_was(event):
    """Return what the fields say for an event like one that there was."""
    begin, end = event.spans[0]
    seats = event.seats
    rooms = {booking.room for date in event.dates for booking in date.bookings if booking.room.retired_at is None}
    return {
        "title": event.title, "note": event.note, "area_id": event.area_id, "languages": event.languages,
        "interpreting": [each.language for each in event.interpretings], "attendance": event.attendance,
        "seats_onsite": seats.get(ONSITE, 0), "seats_online": seats.get(ONLINE, 0),
        "rooms": [room.id for room in rooms if not room.is_digital],
        "digital": next((room.id for room in rooms if room.is_digital), 0),
        "external": event.external or "", "external_place_id": event.external_place_id or 0,
        "host_id": event.hosts[0].id if event.hosts else 0, "asked": [host.id for host in event.hosts[1:]],
        "dates": [{"begins": clock.local(begin).time(), "ends": clock.local(end).time()}],
    }  # fmt: skip


class MoveForm(DatesForm):
    """Other times for all dates of an event."""

    knowingly = PlanForm.knowingly

    def __init__(self, event):
        walls = [(clock.local(begin), clock.local(end)) for begin, end in event.spans]
        super().__init__(
            data={
                "dates": [{"day": begin.date(), "begins": begin.time(), "ends": end.time()} for begin, end in walls],
            }
        )
        begin, end = event.spans[0]
        self.minutes = int((end - begin) / timedelta(minutes=1))
        self.number = len(event.dates)

    def validate(self, extra_validators=None):
        """As for all dates; there are as many as the event has."""
        if not super().validate(extra_validators):
            return False
        if len(self.spans) != self.number:
            sentence = _("Bitte füllen Sie alle Termine aus; wegfallen kann hier keiner.")
            empty = next((row.form for row in self.dates if row.form.is_empty), self.dates[0].form)
            typed.complain(empty.day, sentence)
            self.dates.errors = [row.form.errors for row in self.dates]
            return False
        return True
