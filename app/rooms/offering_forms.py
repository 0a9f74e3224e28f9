"""What the team types about a room: its barriers, who may book it, its door, its photo."""

import wtforms
from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import CombinedMultiDict
from wtforms import BooleanField, FileField, FormField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app import fetching, typed
from app.forms import Form
from app.rooms.models import ASK, BOOK, BY_STAFF, CITIZEN, CODE, KEY, NO, ORGANISATION, STAFF

LANGUAGES = (
    ("de", _("Deutsch")), ("hsb", _("Obersorbisch")), ("pl", _("Polnisch")), ("cs", _("Tschechisch")),
    ("en", _("Englisch")), ("dgs", _("Deutsche Gebärdensprache")),
)  # fmt: skip
ENTRIES = {
    KEY: _("Mit einem Schlüssel"), CODE: _("Mit einem Code an der Tür"), BY_STAFF: _("Das Team lässt Sie hinein"),
}  # fmt: skip
WAYS = {
    BOOK: _("Buchen: sofort, ohne dass jemand entscheidet"), ASK: _("Anfragen: das Team entscheidet"), NO: _("Nein"),
}  # fmt: skip
GROUPS = {CITIZEN: _("Bürgerinnen und Bürger"), ORGANISATION: _("Vereine und Organisationen"), STAFF: _("Team")}


class BarriersForm(typed.SectionForm):
    """How one gets into a room and stays in it, as far as somebody has checked."""

    step_free = typed.yes_or_no(_("Stufenfrei erreichbar"))
    lift = typed.yes_or_no(_("Aufzug"))
    door_cm = typed.number(_("Schmalste Tür, in Zentimetern"), 20, 500, is_optional=True)
    accessible_wc = typed.yes_or_no(_("WC für Menschen im Rollstuhl"))
    wheelchair_places = typed.number(_("Plätze für Rollstühle"), 0, 1000, is_optional=True)
    reserved_parking = typed.number(_("Parkplätze für Menschen mit Behinderung"), 0, 1000, is_optional=True)
    hearing_loop = SelectField(
        _("Höranlage"), coerce=lambda value: value or "",
        choices=typed.choices([
            ("", _("Noch nicht geprüft")), ("fest", _("Fest eingebaut")), ("mobil", _("Mobil, auf Anfrage")),
            ("nein", _("Nein")),
        ]),
    )  # fmt: skip
    quiet_room = typed.yes_or_no(_("Raum zum Ausruhen"))
    assistance_dogs = typed.yes_or_no(_("Assistenzhunde willkommen"))
    access_note = typed.prose(_("Was man noch wissen sollte"), description=_("Zum Beispiel: Klingel links vom Tor."))


class DigitalBarriersForm(typed.SectionForm):
    """What helps people to take part in a digital room."""

    live_captions = typed.yes_or_no(_("Untertitel während des Gesprächs"))
    phone_dial_in = typed.yes_or_no(_("Einwahl mit dem Telefon"))
    interpreting_channels = typed.CheckboxesField(_("Dolmetschen in"), choices=typed.choices(LANGUAGES))


class PolicyRow(wtforms.Form):
    """What one group may do."""

    way = SelectField(_("Was dürfen sie?"), choices=typed.choices(WAYS.items()))
    lead_hours = typed.number(_("Mindestens so viele Stunden vorher"), 0, 8760)
    horizon_days = typed.number(_("Höchstens so viele Tage im Voraus"), 1, 1098)
    shortest_min = typed.number(_("Kürzeste Buchung, in Minuten"), 5, 1440)
    longest_min = typed.number(_("Längste Buchung, in Minuten"), 5, 1440)
    most_open = typed.number(_("Höchstens so viele offene Buchungen"), 1, 1000, is_optional=True)


class StaffPolicyRow(PolicyRow):
    """What the team does by the rule; it may break each knowingly."""

    way = None


class PoliciesForm(Form):
    """Who may book or ask for a room, and how the team answers."""

    answer_days = typed.number(_("In so vielen Tagen versprechen wir eine Antwort"), 1, 60)
    requests_block = BooleanField(_("Eine offene Anfrage hält den Raum frei, bis jemand entscheidet"))
    two_agree = BooleanField(_("Zwei aus dem Team müssen zustimmen"))
    citizen = FormField(PolicyRow, GROUPS[CITIZEN])
    organisation = FormField(PolicyRow, GROUPS[ORGANISATION])
    staff = FormField(StaffPolicyRow, _("Team (darf jede Grenze wissentlich überschreiten)"))

    def __init__(self, room, policies):
        asking = {name: getattr(room, name) for name in ("answer_days", "requests_block", "two_agree")}
        super().__init__(data={**asking, **{who: _limits(policies[who]) for who in GROUPS}})

    def policies(self):
        """Return {who: {column of RoomPolicy: value}}."""
        return {who: {"way": BOOK, **self[who].data} for who in GROUPS}

    def asking(self):
        """Return the columns of Room that this form sets."""
        return {name: self[name].data for name in ("answer_days", "requests_block", "two_agree")}


def _limits(policy):
    names = ("way", "lead_hours", "horizon_days", "shortest_min", "longest_min", "most_open")
    return {name: getattr(policy, name) for name in names}


class DoorForm(typed.SectionForm):
    """How one gets in, and what happens at the door."""

    entry = typed.choice(_("Wie kommt man hinein?"), list(ENTRIES.items()))
    entry_note = typed.prose(
        _("Was man dafür wissen muss"),
        description=_("Wo der Schlüssel liegt, wie der Code heißt. Das lesen nur Menschen, die den Raum haben."),
    )
    walk_in = BooleanField(_("Der freie Raum darf ohne Buchung benutzt werden (mit dem QR-Code an der Tür)"))
    release_after_min = typed.number(
        _("Nach so vielen Minuten wird der Raum frei, wenn niemand kommt"), 5, 240, is_optional=True,
        description=_("Ohne Angabe bleibt er belegt."),
    )  # fmt: skip


class DigitalForm(typed.SectionForm):
    """Where a digital room is, when its door opens, how many may meet at once."""

    provider = typed.text(_("Womit?"), 60, description=_("Zum Beispiel BigBlueButton oder Jitsi Meet."))
    join_url = StringField(
        _("Adresse des Raums"), filters=[lambda text: (text or "").strip() or None],
        validators=[
            Optional(), Length(max=500, message=_("Bitte höchstens 500 Zeichen.")),
        ],
        description=_("Sie steht in keiner Seite, keiner Mail und keinem Kalender."),
        render_kw={"inputmode": "url"},
    )  # fmt: skip
    opens_before_min = typed.number(_("Öffnet so viele Minuten vorher"), 0, 240, is_optional=True)
    closes_after_min = typed.number(_("Schließt so viele Minuten danach"), 0, 240, is_optional=True)
    sessions = typed.number(_("Wie viele Treffen gleichzeitig?"), 1, 50)
    waiting_room = typed.yes_or_no(_("Mit Warteraum"))
    recording = typed.choice(
        _("Aufzeichnung"),
        [("aus", _("Hier wird nicht aufgezeichnet")), ("mit Zustimmung", _("Nur wenn alle zustimmen"))],
    )

    def validate_join_url(self, field):
        """Only the web, and no private network unless the house says so: a link that runs code is none."""
        if field.data and (reason := fetching.why_not(field.data)):
            raise ValidationError(reason.value)


class PhotoForm(Form):
    """A photo and what is on it."""

    photo = FileField(
        _("Foto"), description=_("JPEG, PNG oder WebP, höchstens 10 MB. Aufnahmeort und andere Angaben entfernen wir."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )  # fmt: skip
    alt = typed.text(
        _("Was ist auf dem Foto zu sehen?"), 300, is_required=True,
        description=_("Ein Satz für Menschen, die es nicht sehen."),
    )  # fmt: skip

    def __init__(self, room, is_readable=True):
        sent = CombinedMultiDict([request.files, request.form]) if is_readable and request.method == "POST" else None
        wtforms.Form.__init__(self, sent, data={"alt": room.photo_alt})
        self.room = room
        self.photo.flags.required = not room.photo

    def validate_photo(self, field):
        """The first time there must be one; later, other words are enough."""
        if not self.file and not self.room.photo:
            raise ValidationError(_("Bitte wählen Sie ein Foto aus."))

    @property
    def file(self):
        """The file that was sent, or None."""
        return self.photo.data if getattr(self.photo.data, "filename", "") else None
