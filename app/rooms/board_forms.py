"""What is typed to move a booking: which room, which day, from when till when."""

from collections import defaultdict
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, TimeField, ValidationError
from wtforms.validators import InputRequired

from app import clock
from app.forms import Form

# Whoever reads a date wants one in sight; calendars end in the year 9999, and sums with its days do not.
YEARS = (2000, 2199)


class MoveForm(Form):
    """Another room or time for a booking. An end that is not later than the start is one of the next day."""

    raum = SelectField(_("Raum"), coerce=int, validate_choice=True)
    tag = DateField(_("Tag"), validators=[InputRequired(_("Bitte wählen Sie einen Tag."))])
    von = TimeField(_("Von"), validators=[InputRequired(_("Bitte schreiben Sie, ab wann, zum Beispiel 14:00."))])
    bis = TimeField(
        _("Bis"),
        description=_("Liegt das Ende nicht nach dem Anfang, meint es den nächsten Tag."),
        validators=[InputRequired(_("Bitte schreiben Sie, bis wann, zum Beispiel 16:00."))],
    )
    trotzdem = BooleanField(_("Trotzdem: Ich weiß, dass hier eine Regel nicht eingehalten wird"))
    zurueck = HiddenField()

    def __init__(self, rooms, **kwargs):
        super().__init__(**kwargs)
        by_place = defaultdict(list)
        for room in rooms:
            by_place[room.place_name or gettext("Digital")].append((room.id, room.name))
        self.raum.choices = dict(by_place)
        self.room_ids = {room.id for room in rooms}

    def validate_raum(self, field):
        """Say it in our words where the room is none of the list."""
        if field.data not in self.room_ids:
            raise ValidationError(_("Bitte wählen Sie einen Raum aus der Liste."))

    def validate_tag(self, field):
        """Refuse days with which nobody can reckon."""
        if field.data and not YEARS[0] <= field.data.year <= YEARS[1]:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))

    def validate_von(self, field):
        """Refuse an hour that the clock skips on that day."""
        self._must_exist(self.tag.data, field.data)

    def validate_bis(self, field):
        """As for the start."""
        day = self.tag.data
        if day and self.von.data and field.data and field.data <= self.von.data:
            day += timedelta(days=1)
        self._must_exist(day, field.data)

    @staticmethod
    def _must_exist(day, wall):
        if day and wall and clock.is_skipped(datetime.combine(day, wall)):
            raise ValidationError(
                _("Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr springt von 2 auf 3. Bitte wählen Sie eine andere.")
            )

    @property
    def span(self):
        """What was typed, as aware moments."""
        first, last = (datetime.combine(self.tag.data, wall) for wall in (self.von.data, self.bis.data))
        if last <= first:
            last += timedelta(days=1)
        return clock.from_wall(first), clock.from_wall(last)
