"""A representative asks for a room for their organisation."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from app import typed
from app.public_forms import PublicForm
from app.rooms import typed_spans
from app.rooms.asking import Asker, Wish
from app.rooms.asking_forms import day_field, time_field
from app.rooms.typed_spans import Mistyped


class AskForOrganisationForm(PublicForm):
    """Which room, when, what for. Who asks is known, so nothing is to be confirmed."""

    raum = SelectField(_("Raum"), coerce=int, validators=[InputRequired(_("Bitte wählen Sie einen Raum."))])
    tag = day_field()
    von = time_field(_("Von"), InputRequired(_("Bitte schreiben Sie, ab wann.")))
    bis = time_field(_("Bis"), InputRequired(_("Bitte schreiben Sie, bis wann.")))
    personen = typed.number(_("Wie viele Personen?"), 1, 5000, is_optional=True)
    purpose = typed.text(_("Was haben Sie vor?"), 200, is_required=True)
    message = typed.prose(_("Möchten Sie uns noch etwas sagen?"))

    # The span, once it was found to be typed well.
    span = None

    def __init__(self, rooms):
        super().__init__()
        self.raum.choices = [(room.id, room.place_line) for room in rooms]

    def is_sent_and_well_typed(self, now):
        """Tell whether this request sends the form, all of it typed well; keep the span."""
        if not self.is_sent_and_valid():
            return False
        try:
            self.span = typed_spans.span(self.tag.data, self.von.data, self.bis.data, now=now)
        except Mistyped as mistyped:
            typed.complain({"day": self.tag, "begins": self.von, "ends": self.bis}[mistyped.field], str(mistyped))
        return self.span is not None

    @property
    def wishes(self):
        """What is asked for."""
        return [Wish(self.raum.data, *self.span)]

    def asker(self, account, organisation_id):
        """Return who asks: somebody who signed in, for an organisation they represent."""
        return Asker(
            account.name, account.email, self.purpose.data, self.message.data or "", organisation_id, is_verified=True
        )
