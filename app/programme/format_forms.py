"""What the team types about a format."""

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Email, InputRequired, Length, Optional

from app import typed
from app.alliance import words
from app.forms import REQUIRED, Form, lower, strip
from app.programme import asked, format_rules
from app.programme.audiences import AUDIENCES
from app.programme.format_rules import DIGITAL, HYBRID, PHYSICAL
from app.programme.models import ANY, DROP_IN, EXTERNAL, INVITE, SEAT, SLOT, STEP_FREE, WHEELCHAIR

MODES = {
    PHYSICAL: _("Vor Ort"), HYBRID: _("Vor Ort und digital"), DIGITAL: _("Digital"),
}  # fmt: skip
REGISTRATIONS = {
    SEAT: _("Mit Anmeldung: Man bucht einen Platz"),
    DROP_IN: _("Ohne Anmeldung: Man kommt einfach vorbei"),
    SLOT: _("Mit Zeitfenster: Man bucht eine Uhrzeit"),
    INVITE: _("Nur mit Einladung"),
    EXTERNAL: _("Auf einer anderen Seite: Wir führen dorthin"),
}
BARRIER_NEEDS = {
    ANY: _("Nichts Bestimmtes"),
    STEP_FREE: _("Stufenfrei erreichbar"),
    WHEELCHAIR: _("Stufenfrei, mit WC für Menschen im Rollstuhl"),
}
# Reminders: so many, at most so many hours before.
MOST_REMINDERS, MOST_HOURS = 10, 8784


def asks_of_room(format):
    """Return all that a format asks of a room, in words: things, how people sit, what must be without barriers."""
    layout = [gettext("Bestuhlung „%(layout)s“", layout=format.layout)] if format.layout else []
    barriers = [str(BARRIER_NEEDS[format.barrier_need])] if format.barrier_need else []
    return [*format.room_needs, *layout, *barriers]


class HoursField(StringField):
    """Hours before the start: "24, 2"."""

    def _value(self):
        return self.raw_data[0] if self.raw_data else ", ".join(str(hours) for hours in self.data or ())

    def process_formdata(self, valuelist):
        """Read what was typed, the earliest reminder first."""
        if not valuelist:
            return
        self.data = []
        pieces = [piece.strip() for piece in valuelist[0].replace(";", ",").split(",") if piece.strip()]
        if not all(piece.isascii() and piece.isdecimal() and len(piece) < 6 for piece in pieces):
            raise ValueError(_("Bitte nur Zahlen, mit Komma dazwischen, zum Beispiel „24, 2“."))
        self.data = sorted({int(piece) for piece in pieces}, reverse=True)


def check_reminders(field):
    """Refuse more reminders than anybody reads, and such that come before somebody could book."""
    if len(field.data or ()) > MOST_REMINDERS:
        raise ValidationError(_("Bitte höchstens %(most)s Erinnerungen.", most=MOST_REMINDERS))
    if any(not 1 <= hours <= MOST_HOURS for hours in field.data or ()):
        raise ValidationError(_("Bitte Stunden von 1 bis %(most)s.", most=MOST_HOURS))


class FormatForm(Form):
    """What every event of a format has in common."""

    name = typed.text(_("Name"), 200, is_required=True)
    area_id = SelectField(_("Bereich"), coerce=int, validators=[InputRequired(REQUIRED)])
    further_areas = typed.CheckboxesField(_("Weitere Bereiche"), coerce=int)
    summary = typed.text(_("In einem Satz"), 400, description=_("Steht auf Karten, in Kalendern und über der Seite."))
    description = typed.rich(_("Was passiert da?"))
    for_whom = typed.prose(_("Für wen?"))
    audience = typed.text(
        _("Für wen, ganz kurz"), 200, description=_("Zum Beispiel „Kinder von 8 bis 14 mit Begleitung“.")
    )
    audiences = typed.CheckboxesField(
        _("Wer findet es, wenn er danach sucht?"), render_kw={"class": "is-row"},
        description=_("Danach filtern Gäste das Programm."),
    )  # fmt: skip
    bring = typed.prose(_("Was bringt man mit?"))
    mode = RadioField(_("Vor Ort oder digital?"), default=PHYSICAL, validators=[InputRequired(REQUIRED)])
    minutes = typed.number(_("Wie lange dauert es, in Minuten?"), 5, 14_400)
    capacity = typed.number(_("Plätze vor Ort"), 0, 5000, is_optional=True)
    capacity_online = typed.number(_("Plätze digital"), 0, 5000, is_optional=True)
    min_participants = typed.number(
        _("Wie viele müssen mindestens kommen?"), 0, 5000, default=0, description=_("0: Es findet immer statt.")
    )
    decide_hours = typed.number(
        _("Wie viele Stunden vorher entscheiden wir, ob es stattfindet?"), 1, MOST_HOURS, default=72,
        description=_("Nur mit einer Mindestzahl. 72 Stunden sind drei Tage."),
    )  # fmt: skip
    layout = SelectField(
        _("Wie sitzt man?"), default="", description=_("Ein Raum fasst je nach Bestuhlung mehr oder weniger Menschen.")
    )
    room_needs = typed.CheckboxesField(_("Was muss im Raum sein?"))
    barrier_need = SelectField(_("Wie barrierefrei muss der Raum sein?"), default=ANY)
    languages = typed.CheckboxesField(_("Welche Sprachen werden gesprochen?"), render_kw={"class": "is-row"})
    interpreting = typed.CheckboxesField(
        _("In welche Sprachen wird gedolmetscht?"), render_kw={"class": "is-row"},
        description=_("Wird bei jeder Veranstaltung angefragt."),
    )  # fmt: skip
    registration = RadioField(_("Wie nimmt man teil?"), default=SEAT, validators=[InputRequired(REQUIRED)])
    external_url = typed.text(
        _("Adresse der anderen Seite"), 500, description=_("Nur bei „Auf einer anderen Seite“. Beginnt mit https://"),
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )  # fmt: skip
    slot_minutes = typed.number(
        _("Wie lange dauert ein Zeitfenster, in Minuten?"), 1, 999, is_optional=True,
        description=_("Nur bei „Mit Zeitfenster“."),
    )  # fmt: skip
    companions_max = typed.number(_("Wie viele Begleitungen darf man anmelden?"), 0, 100, default=0)
    has_waiting_list = BooleanField(_("Ist alles vergeben, gibt es eine Warteliste"), default=True)
    opens_days = typed.number(
        _("Wie viele Tage vorher öffnet die Anmeldung?"), 0, 3660, is_optional=True,
        description=_("Leer: sobald die Veranstaltung öffentlich ist."),
    )  # fmt: skip
    closes_hours = typed.number(
        _("Wie viele Stunden vorher schließt die Anmeldung?"), 0, MOST_HOURS, default=0,
        description=_("0: Man kann sich anmelden, bis es beginnt."),
    )  # fmt: skip
    questions = typed.lines(
        _("Was fragen wir bei der Anmeldung?"), 20, 200,
        description=_("Eine Frage in jeder Zeile. Auswahl, Zahlen und anderes: später unter „Anmeldung“."),
    )
    reminders_h = HoursField(
        _("Wann erinnern wir?"), default=[24], render_kw={"inputmode": "text", "autocomplete": "off"},
        description=_("Stunden vor dem Beginn, zum Beispiel „24, 2“. Leer: gar nicht."),
    )  # fmt: skip
    cost = typed.text(_("Kosten"), 200, description=_("In Worten, zum Beispiel „kostenlos“."))
    minors = typed.text(
        _("Kinder und Jugendliche"), 200, description=_("Zum Beispiel „in Begleitung“ oder „mit Einwilligung“.")
    )
    min_age = typed.number(_("Ab welchem Alter?"), 1, 99, is_optional=True, description=_("Leer: in jedem Alter."))
    photo_rule = typed.prose(_("Fotos"), description=_("Ob fotografiert wird, und wie man nicht aufs Bild kommt."))
    contact_email = EmailField(
        _("Wohin schreiben Gäste, die Fragen haben?"), filters=[lower],
        description=_("Ein gemeinsames Postfach, keine persönliche Adresse. Leer: das Postfach des Hauses."),
        validators=[
            Optional(), Length(max=254, message=_("Bitte höchstens %(most)s Zeichen.", most=254)),
            Email(_("Bitte genau eine E-Mail-Adresse, zum Beispiel werkstatt@example.org."), allow_smtputf8=False),
        ],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    report_tags = typed.lines(
        _("Was zählen wir beim Abschluss?"), 20, 80,
        description=_("Eine Angabe in jeder Zeile, zum Beispiel „gelungene Reparaturen“."),
    )  # fmt: skip

    # In the order of the page: (heading, names of fields, whether it can stay folded).
    PARTS = (
        (
            _("Worum es geht"),
            (
                "name", "area_id", "further_areas", "summary", "description", "for_whom", "audience", "audiences",
                "bring",
            ),
            False,
        ),
        (
            _("Wo, wie lange, wie viele"),
            ("mode", "minutes", "capacity", "capacity_online", "min_participants", "decide_hours"),
            False,
        ),
        (
            _("Teilnehmen"),
            (
                "registration", "external_url", "slot_minutes", "companions_max", "has_waiting_list", "opens_days",
                "closes_hours",
            ),
            False,
        ),
        (_("Fragen und Erinnerungen"), ("questions", "reminders_h"), True),
        (_("Was der Raum haben muss"), ("layout", "room_needs", "barrier_need"), True),
        (_("Sprachen"), ("languages", "interpreting"), True),
        (_("Gut zu wissen"), ("cost", "min_age", "minors", "photo_rule", "contact_email"), True),
        (_("Abschluss"), ("report_tags",), True),
    )  # fmt: skip
    # Where "(freiwillig)" behind the label would mislead: something always holds.
    NEVER_OPTIONAL = (
        "languages", "capacity", "capacity_online", "companions_max", "min_participants", "decide_hours",
        "closes_hours", "external_url", "barrier_need",
    )  # fmt: skip

    def __init__(self, areas, format=None, layouts=(), needs=()):
        """`format` is the Format to be changed; `layouts` and `needs` are what our rooms and stock can offer."""
        super().__init__(obj=format, data=None if format else {"languages": ["de"]})
        self.other_questions = asked.other_than_plain(format.questions) if format else []
        if request.method != "POST":
            # Rows of the format; the fields speak of their numbers.
            self.further_areas.data = [area.id for area in format.further_areas] if format else []
            self.questions.data = asked.plain(format.questions) if format else []
            if format and format.mode == DIGITAL:
                self.capacity.data = 0
        self.area_id.choices = self.further_areas.choices = typed.choices((area.id, area.title) for area in areas)
        self.audiences.choices = typed.choices(AUDIENCES.items())
        self.languages.choices = typed.choices(words.LANGUAGES.items())
        self.interpreting.choices = typed.choices(words.INTERPRETED.items())
        self.mode.choices = typed.choices(MODES.items())
        self.registration.choices = typed.choices(REGISTRATIONS.items())
        self.barrier_need.choices = typed.choices(BARRIER_NEEDS.items())
        # What it needs already can stay, whether or not we have it now.
        now = format.layout if format else ""
        names = dict.fromkeys([*layouts, *([now] if now else [])])
        self.layout.choices = typed.choices([("", _("Gleich, wie")), *((name, name) for name in names)])
        wanted = dict.fromkeys([*needs, *(format.room_needs if format else ())])
        self.room_needs.choices = typed.choices((name, name) for name in wanted)

    def validate_area_id(self, field):
        """A format has one main area, whatever a form sends."""
        if len(field.raw_data or ()) > 1:
            raise ValidationError(_("Bitte wählen Sie einen Bereich; weitere wählen Sie darunter."))

    def validate_reminders_h(self, field):
        """Few, and not too early."""
        check_reminders(field)

    def validate(self, extra_validators=None):
        """As for every form; and all that does not fit together is said at once."""
        is_right = super().validate(extra_validators)
        for name, reason in format_rules.faults(**{each: self[each].data for each in format_rules.USUAL}):
            if not self[name].errors:
                is_right = typed.complain(self[name], reason.value)
        return is_right

    def facts(self):
        """Return what was typed, as columns of Format; further areas by their numbers, without the main one."""
        empty_is_none = {"capacity": self.capacity.data or 0, "capacity_online": self.capacity_online.data or 0}
        further = [ident for ident in self.further_areas.data if ident != self.area_id.data]
        return {
            **self.data, **empty_is_none, "further_areas": further,
            "questions": [*(self.questions.data or ()), *self.other_questions],
            "contact_email": self.contact_email.data or "", "external_url": strip(self.external_url.data or ""),
        }  # fmt: skip

    def is_folded(self, names):
        """Tell whether nothing in these fields needs to be seen at once."""
        return not any(self[name].errors for name in names)
