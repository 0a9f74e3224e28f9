"""Public holidays of a place, and the file of school holidays."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, RadioField, SelectField, ValidationError

from app.forms import Form
from app.rooms import days, school_calendars

SHUT, MARK = "shut", "mark"


class HolidaysForm(Form):
    """Whose public holidays count at a place, and what they mean."""

    region = SelectField(_("Welche Feiertage gelten hier?"))
    catholic = BooleanField(
        _("Auch die katholischen Feiertage der Gemeinde, in Sachsen Fronleichnam"),
        # Travels as text through the second step.
        false_values=("False", "false", ""),
    )
    way = RadioField(
        _("Was heißt das für die Räume?"),
        default=MARK,
        description=_("Angezeigt werden Feiertage immer: auf der Seite des Raums, im Plan und beim Buchen von Reihen."),
    )

    def __init__(self, **facts):
        super().__init__(**facts)
        self.region.choices = [("", _("Keine")), *days.REGIONS.items()]
        self.way.choices = [(MARK, _("Nur anzeigen, es wird geöffnet")), (SHUT, _("Die Räume sind geschlossen"))]

    @property
    def holidays(self):
        """What was chosen: region or None, Catholic ones too, rooms are shut; only of a valid form."""
        region = self.region.data or None
        return region, self.catholic.data and region in days.HAS_CATHOLIC_TOWNS, bool(region) and self.way.data == SHUT


class SchoolHolidaysForm(Form):
    """A calendar file."""

    file = FileField(
        _("Datei mit den Schulferien"),
        description=_("Eine Kalender-Datei, die auf .ics endet, höchstens 500 kB. Kultusministerien bieten sie an."),
        render_kw={"accept": ".ics,text/calendar"},
    )

    def __init__(self, files):
        super().__init__()
        upload = files.get("file")
        # One byte more than may be, to see that it is too big.
        self.content = upload.stream.read(school_calendars.MOST_BYTES + 1) if upload and upload.filename else b""

    def validate_file(self, _field):
        """There must be one."""
        if not self.content:
            raise ValidationError(_("Bitte wählen Sie eine Datei."))
