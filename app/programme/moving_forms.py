"""What somebody types who gives a planned event other rooms, other seats, or another way to take part."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app import typed
from app.forms import REQUIRED
from app.programme.format_forms import DIGITAL, HYBRID, MODES, PHYSICAL
from app.programme.models import ONLINE, ONSITE
from app.programme.planning_forms import PlanForm, WhereForm


class SettleForm(WhereForm):
    """Other rooms for an event that is planned, or another house; and how many seats there are then."""

    seats_onsite = typed.number(_("Plätze vor Ort"), 0, 5000, default=0)
    seats_online = typed.number(_("Plätze digital"), 0, 5000, default=0)
    has_spoken = BooleanField(_("Wir haben mit ihnen gesprochen: Sie können auch dort dabei sein."))

    knowingly = PlanForm.knowingly

    def __init__(self, event, **data):
        rooms = {booking.room for date in event.dates for booking in date.bookings}
        seats = event.seats
        super().__init__(
            data={
                "rooms": [room.id for room in rooms if not room.is_digital],
                "digital": next((room.id for room in rooms if room.is_digital), 0),
                "external": event.external or "",
                "external_place_id": event.external_place_id or 0,
                "seats_onsite": seats.get(ONSITE, 0), "seats_online": seats.get(ONLINE, 0), **data,
            }
        )  # fmt: skip

    @property
    def seats(self):
        """The seats, as the acts take them."""
        return {ONSITE: self.seats_onsite.data, ONLINE: self.seats_online.data}


class KindForm(SettleForm):
    """On site, digital, or both. What belongs to a kind that is not chosen falls away."""

    mode = RadioField(_("Wie kann man dabei sein?"), validators=[InputRequired(REQUIRED)])

    def __init__(self, event):
        onsite, online = bool(event.places[ONSITE]), bool(event.places[ONLINE])
        super().__init__(event, mode=HYBRID if onsite and online else DIGITAL if online else PHYSICAL)
        self.mode.choices = typed.choices(MODES.items())

    def validate(self, extra_validators=None):
        """As for every form; then there is only what was chosen."""
        is_right = super().validate(extra_validators)
        if self.mode.data == PHYSICAL:
            self.digital.data, self.seats_online.data = 0, 0
        if self.mode.data == DIGITAL:
            self.rooms.data, self.external.data, self.seats_onsite.data = [], None, 0
        return is_right
