"""What the team types about a room: what it is, how it seats people, when it is open, what stands in it."""

import wtforms
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from app import typed
from app.forms import REQUIRED, Form
from app.rooms.models import DIGITAL, PHYSICAL

MORE_LAYOUTS = 3


class BasicsForm(typed.SectionForm):
    """Name, size, texts, buffers."""

    name = typed.text(_("Name"), 200, is_required=True)
    capacity = typed.number(_("Für wie viele Personen höchstens?"), 1, 100_000)
    setup_min = typed.number(_("Aufbau davor, in Minuten"), 0, 1440, default=0)
    teardown_min = typed.number(
        _("Abbau danach, in Minuten"), 0, 1440, default=0,
        description=_("Auf- und Abbau gelten für Buchungen ab jetzt; was gebucht ist, behält seine Zeiten."),
    )  # fmt: skip
    description = typed.rich(_("Beschreibung"))
    house_rules = typed.prose(_("Hausregeln"))


class NewRoomForm(BasicsForm):
    """A room that does not exist yet. What else there is to say comes on its page."""

    kind = RadioField(
        _("Was für ein Raum?"),
        choices=typed.choices([(PHYSICAL, _("Ein Raum zum Hingehen")), (DIGITAL, _("Ein digitaler Raum, per Video"))]),
        default=PHYSICAL,
        validators=[InputRequired(REQUIRED)],
    )
    place_id = SelectField(
        _("Ort"), coerce=lambda value: int(value) if value else None,
        description=_("Ein digitaler Raum hat keinen Ort."),
    )  # fmt: skip

    def __init__(self, places, **kwargs):
        super().__init__(**kwargs)
        self.place_id.choices = [("", _("Kein Ort")), *((place.id, place.name) for place in places)]


class LayoutRow(wtforms.Form):
    """One way to seat people."""

    name = typed.text(_("Bestuhlung"), 80)
    seats = typed.number(_("Plätze"), 1, 100_000, is_optional=True)

    def validate(self, extra_validators=None):
        """Check each field, and that a name has a number and a number a name."""
        is_right = super().validate(extra_validators)
        if self.name.data and self.seats.data is None and not self.seats.errors:
            is_right = typed.complain(self.seats, _("Bitte tragen Sie ein, wie viele Plätze es sind."))
        if self.seats.data is not None and not self.name.data:
            is_right = typed.complain(self.name, _("Bitte geben Sie der Bestuhlung einen Namen."))
        return is_right


class LayoutsForm(Form):
    """All ways to seat people in a room."""

    layouts = FieldList(FormField(LayoutRow, _("Bestuhlung")), max_entries=40)

    def __init__(self, room):
        rows = [{"name": layout.name, "seats": layout.capacity} for layout in room.layouts]
        super().__init__(data={"layouts": rows + [{}] * MORE_LAYOUTS})

    def pairs(self):
        """Return (name, seats) of the rows that are filled."""
        return [(row["name"], row["seats"]) for row in self.layouts.data if row["name"]]


class DayRow(wtforms.Form):
    """When a room is open on one weekday."""

    opens = TimeField(_("von"), validators=[Optional(_("Bitte eine Uhrzeit wie 08:00."))])
    closes = TimeField(_("bis"), validators=[Optional()])
    opens_again = TimeField(_("und von"), validators=[Optional()])
    closes_again = TimeField(_("bis"), validators=[Optional()])

    def spans(self):
        """Return the (opens, closes) that are filled."""
        pairs = ((self.opens.data, self.closes.data), (self.opens_again.data, self.closes_again.data))
        return [pair for pair in pairs if None not in pair]

    def validate(self, extra_validators=None):
        """Check each time, and that a beginning has an end."""
        is_right = super().validate(extra_validators)
        for opens, closes in ((self.opens, self.closes), (self.opens_again, self.closes_again)):
            if (opens.data is None) != (closes.data is None) and not (opens.errors or closes.errors):
                is_right = typed.complain(
                    closes, _("Bitte tragen Sie Anfang und Ende ein, oder lassen Sie beides leer.")
                )
        return is_right


class HoursForm(Form):
    """When a room is open, weekday by weekday."""

    days = FieldList(FormField(DayRow), max_entries=7)

    def __init__(self, room, names):
        super().__init__(data={"days": [_day(room, weekday) for weekday in range(7)]})
        for row, name in zip(self.days, names, strict=False):
            row.label.text = name

    def validate_days(self, field):
        """All seven, as the page has them."""
        if len(field) != 7:
            raise ValidationError(_("Bitte laden Sie die Seite neu."))

    def spans(self):
        """Return (weekday, opens, closes) of all that is filled."""
        return [(weekday, *span) for weekday, row in enumerate(self.days) for span in row.form.spans()]


def _day(room, weekday):
    spans = [(each.opens, each.closes) for each in room.hours if each.weekday == weekday][:2]
    names = ("opens", "closes", "opens_again", "closes_again")
    return dict(zip(names, (each for span in spans for each in span), strict=False))


class EquipmentForm(Form):
    """What stands in a room."""

    equipment = typed.CheckboxesField(_("Was steht fest im Raum?"), coerce=int)

    def __init__(self, room, things):
        super().__init__(data={"equipment": [thing.id for thing in room.equipment]})
        self.equipment.choices = [(thing.id, _thing_in_words(thing)) for thing in things]


def _thing_in_words(thing):
    return _("%(thing)s (Maschine, nur mit Einweisung)", thing=thing.name) if thing.needs_briefing else thing.name


class PartsForm(Form):
    """Of what a room consists."""

    parts = typed.CheckboxesField(_("Besteht aus"), coerce=int)
    own = BooleanField(_("Ein eigener Teil, den es nur in diesem Raum gibt"))

    def __init__(self, room, parts, mine):
        """`parts` are [(Part, [Room])] of its place; `mine` those that only this room has."""
        known = {part.id for part in room.parts}
        super().__init__(data={"parts": [part.id for part, _all in parts if part.id in known], "own": bool(mine)})
        self.parts.choices = [(part.id, _in_words(part, rooms, room)) for part, rooms in parts if part not in mine]


def _in_words(part, rooms, room):
    others = [each.name for each in rooms if each.id != room.id and each.name != part.name]
    return _("%(part)s (auch in: %(rooms)s)", part=part.name, rooms=", ".join(others)) if others else part.name
