"""Proposing an idea, supporting one, looking for some; and what the team decides about them."""

from flask_babel import lazy_gettext as _
from wtforms import Form as PlainForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app import public_forms, typed
from app.alliance import idea_queries, idea_rules
from app.alliance.ideas import COMBINED, DECLINED, FORMAT, PLANNED, TOPIC
from app.forms import Form
from app.public_forms import PublicForm

KINDS = ((FORMAT, _("Etwas zum Mitmachen: ein Format")), (TOPIC, _("Worüber wir reden sollten: ein Thema")))
LONGEST_TITLE, LONGEST_TEXT = 120, 2000


def _kind_field():
    return RadioField(
        _("Was ist es?"),
        choices=list(KINDS),
        default=FORMAT,
        validators=[InputRequired(_("Bitte wählen Sie, was es ist."))],
    )


def _text_field(label):
    return TextAreaField(
        label,
        filters=[typed.keep_lines],
        validators=[
            DataRequired(_("Bitte schreiben Sie in ein paar Sätzen, worum es geht.")),
            Length(max=LONGEST_TEXT, message=_("Bitte höchstens %(most)s Zeichen.", most=LONGEST_TEXT)),
        ],
        render_kw={"rows": 6},
    )


def _area_field():
    return SelectField(_("Bereich"), coerce=_number, validators=[], validate_choice=True)


def _number(value):
    """Return the number of an area, or None for "I do not know"."""
    if value in ("", None):
        return None
    return int(value)


def _offer_areas(field, areas):
    field.choices = typed.choices([("", _("Weiß ich nicht")), *((area.id, area.title) for area in areas)])


class ProposeForm(PublicForm):
    """An idea of anybody."""

    kind = _kind_field()
    title = typed.text(_("Ihre Idee in einem Satz"), LONGEST_TITLE, is_required=True)
    text = _text_field(_("Worum geht es, und für wen?"))
    area = _area_field()
    name = public_forms.name_field()
    email = public_forms.email_field()

    def __init__(self, areas, **kwargs):
        super().__init__(**kwargs)
        _offer_areas(self.area, areas)


class SupportForm(PublicForm):
    """The address of somebody who supports an idea."""

    email = public_forms.email_field()


class IdeaFilterForm(PlainForm):
    """What somebody looks for; sent by GET, so that every answer has an address. Unknown values are overlooked."""

    class Meta:
        locales = ("de",)

    bereich = SelectField(_("Bereich"))
    stand = SelectField(_("Stand"))
    art = SelectField(_("Art"))
    nach = SelectField(_("Reihenfolge"))

    def __init__(self, args, areas):
        super().__init__(data={name: args.get(name, "") for name in ("bereich", "stand", "art", "nach")})
        self.bereich.choices = [("", _("Alle Bereiche")), *((area.key, area.title) for area in areas)]
        stands = (_("Noch offen"), _("Geplant"), _("Zusammengelegt"), _("Abgelehnt"))
        self.stand.choices = [("", _("Alle")), *zip(idea_queries.STANDS, stands, strict=True)]
        self.art.choices = [("", _("Alle")), (FORMAT, _("Formate")), (TOPIC, _("Themen"))]
        self.nach.choices = [("", _("Meistgewünscht zuerst")), ("neu", _("Neueste zuerst"))]
        for field in self:
            if field.data not in dict(field.choices):
                field.data = ""

    def in_words(self):
        """Return what is filtered, in short phrases: ["Bereich: Energie"]."""
        fields = (self.bereich, self.stand, self.art)
        return [f"{field.label.text}: {dict(field.choices)[field.data]}" for field in fields if field.data]

    def as_query(self):
        """Return what was chosen, as the arguments of an address."""
        return {field.name: field.data for field in self if field.data}


class ModerateForm(Form):
    """How an idea is to be read by everyone, or why it is not."""

    kind = _kind_field()
    title = typed.text(_("Titel"), LONGEST_TITLE, is_required=True)
    text = _text_field(_("Text"))
    area = _area_field()
    reason = TextAreaField(
        _("Falls nicht: warum?"),
        description=_("Diesen Satz liest nur, wer die Idee hatte."),
        filters=[typed.keep_lines],
        validators=[Length(max=1000, message=_("Bitte höchstens %(most)s Zeichen.", most=1000))],
    )

    def __init__(self, areas, **kwargs):
        super().__init__(**kwargs)
        _offer_areas(self.area, areas)

    def facts(self):
        """Return what everyone is to read, as columns of Idea."""
        return {
            "title": self.title.data, "text": self.text.data, "kind": self.kind.data, "area_id": self.area.data,
        }  # fmt: skip


class AnswerForm(Form):
    """The public answer to an idea."""

    answer = RadioField(
        _("Was wird daraus?"),
        choices=[
            (PLANNED, _("Wir planen es")),
            (COMBINED, _("Wir legen es mit einer anderen Idee zusammen")),
            (DECLINED, _("Wir machen es nicht")),
        ],
        validators=[InputRequired(_("Bitte wählen Sie eine Antwort."))],
    )
    other = SelectField(_("Mit welcher Idee?"), coerce=_number)
    text = TextAreaField(
        _("Warum? Diesen Text lesen alle."),
        filters=[typed.keep_lines],
        validators=[Length(max=2000, message=_("Bitte höchstens %(most)s Zeichen.", most=2000))],
    )
    # How many decisions whoever answers has read.
    seen = HiddenField()

    def __init__(self, others, seen, **kwargs):
        super().__init__(**kwargs)
        self.other.choices = typed.choices([("", _("Bitte wählen")), *others])
        if not self.seen.data:
            self.seen.data = str(seen)

    def validate(self, extra_validators=None):
        """Ask for what each answer needs."""
        is_valid = super().validate(extra_validators)
        if self.answer.data == DECLINED and not self.text.data:
            is_valid = typed.complain(self.text, idea_rules.IdeaRefusal.NO_REASON.value)
        if self.answer.data == COMBINED and self.other.data is None and not self.other.errors:
            is_valid = typed.complain(self.other, idea_rules.IdeaRefusal.NO_OTHER.value)
        return is_valid

    @property
    def seen_number(self):
        """The number of decisions as a number; what is none has seen nothing."""
        return int(self.seen.data) if (self.seen.data or "").isdecimal() and len(self.seen.data) < 9 else -1
