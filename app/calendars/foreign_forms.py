"""What is typed about a calendar of others."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app import fetching, typed
from app.calendars.foreign import HOLIDAYS, OF_PERSON, OF_PLACE, OF_ROOM, PROGRAMME
from app.forms import REQUIRED, Form, strip

_AIM = {OF_ROOM: "room_id", OF_PLACE: "place_id", HOLIDAYS: "region", PROGRAMME: "organisation_id"}


def as_web(address):
    """Return an address as the web knows it: calendar programs write webcal://."""
    address = strip(address) or ""
    for scheme in ("webcal://", "webcals://"):
        if address.lower().startswith(scheme):
            return "https://" + address[len(scheme) :]
    return address


def aim_of(calendar):
    """Return what a calendar is for, as the form says it: "room:7"."""
    use = OF_ROOM if calendar.use == OF_PERSON else calendar.use
    return f"{use}:{getattr(calendar, _AIM[use])}"


class CalendarForm(Form):
    """A calendar: its name and address, what it is for, and whose it is."""

    name = typed.text(
        _("Wie nennen wir diesen Kalender?"), 100, is_required=True,
        description=_("Zum Beispiel: Belegung der Turnhalle. So steht er in den Aufgaben."),
    )  # fmt: skip
    address = StringField(
        _("Adresse des Kalenders"), filters=[as_web],
        validators=[DataRequired(REQUIRED), Length(max=1000, message=_("Bitte höchstens 1000 Zeichen."))],
        description=_("Sie endet meist auf .ics. Andere Kalender nennen sie „Adresse im iCal-Format“."),
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    aim = SelectField(
        _("Was macht er?"), validators=[InputRequired(_("Bitte wählen Sie, was dieser Kalender macht."))],
        description=_(
            "Steht bei einem Ort im Termin der Name eines Raums, ist nur dieser Raum belegt, sonst alle Räume dort."
        ),
    )  # fmt: skip
    person = SelectField(
        _("Wem gehört er?"), coerce=lambda value: typed.whole(value) or 0,
        description=_("Nur bei einem Raum: Von Terminen einer Person merken wir uns nichts als die Zeit."),
    )  # fmt: skip
    link = StringField(
        _("Seite des Programms"), filters=[lambda text: strip(text) or ""],
        validators=[Optional(), Length(max=500, message=_("Bitte höchstens 500 Zeichen."))],
        description=_("Nur beim Programm eines Partners: Dahin führt der Link, wenn ein Termin keinen eigenen hat."),
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )  # fmt: skip

    def __init__(self, offered, people, calendar=None):
        """`offered`: {heading: [("room:7", words)]}; `people`: [Account]."""
        given = {}
        if calendar is not None:
            given = {
                "name": calendar.name, "address": calendar.address, "aim": aim_of(calendar),
                "person": calendar.account_id or 0, "link": calendar.link,
            }  # fmt: skip
        super().__init__(data=given)
        self.aim.choices = {"": [("", _("Bitte wählen"))], **{name: some for name, some in offered.items() if some}}
        nobody = (0, _("Keiner einzelnen Person"))
        self.person.choices = typed.choices([nobody, *((each.id, each.name) for each in people)])

    def validate_address(self, field):
        """Only the web, and no private network unless the house says so."""
        if reason := fetching.why_not(field.data):
            raise ValidationError(reason.value)

    def validate_link(self, field):
        """People follow it: only the web."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Bitte schreiben Sie eine Adresse, die mit https:// beginnt."))

    def validate_person(self, field):
        """Only a room is one person's."""
        if field.data and self.aim.data and not self.aim.data.startswith(f"{OF_ROOM}:"):
            raise ValidationError(_("Der Kalender einer Person belegt einen Raum. Bitte wählen Sie oben einen Raum."))

    def facts(self):
        """Return the columns of ExternalCalendar."""
        use, _colon, target = self.aim.data.partition(":")
        aims = dict.fromkeys(_AIM.values()) | {_AIM[use]: target if use == HOLIDAYS else int(target)}
        return {
            "name": self.name.data, "address": self.address.data, "link": self.link.data, **aims,
            "use": OF_PERSON if use == OF_ROOM and self.person.data else use, "account_id": self.person.data or None,
        }  # fmt: skip
