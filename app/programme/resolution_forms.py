"""What the team types about resolutions."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app import typed
from app.alliance.body_rules import METHODS
from app.forms import REQUIRED, Form
from app.programme.resolution_queries import OVERDUE, REJECTED, STATES
from app.programme.resolution_rules import FOLLOW_UPS, VOTES

_PREFIX = "vote_"


def _number_or_none(value):
    return int(value) if value not in (None, "", "None") else None


class _ResolutionForm(Form):
    """What was resolved; `resolution_form` adds the votes."""

    title = typed.text(_("Worum geht es?"), 300, is_required=True)
    text = TextAreaField(
        _("Was wurde beschlossen?"), filters=[typed.keep_lines],
        validators=[
            DataRequired(_("Bitte schreiben Sie, was beschlossen wurde.")),
            Length(max=4000, message=_("Bitte höchstens 4000 Zeichen.")),
        ],
    )  # fmt: skip
    agenda_item_id = SelectField(_("Tagesordnungspunkt"), coerce=_number_or_none)
    decided_on = DateField(_("Beschlossen am"), validators=[InputRequired(REQUIRED)])
    method = RadioField(
        _("Wie wurde entschieden?"), choices=typed.choices(METHODS.items()), validators=[InputRequired(REQUIRED)],
        render_kw={"class": "is-row"},
    )  # fmt: skip
    owner_id = SelectField(_("Wer kümmert sich?"), coerce=_number_or_none)
    due_on = DateField(_("Bis wann?"), validators=[Optional()])
    is_public = BooleanField(_("Öffentlich: steht im Register auf der Website"))

    @property
    def votes(self):
        """{organisation id: vote} of those who voted."""
        named = ((name, field.data) for name, field in self._fields.items() if name.startswith(_PREFIX))
        return {int(name.removeprefix(_PREFIX)): vote for name, vote in named if vote}

    @property
    def vote_fields(self):
        """The fields of the votes, in the order of the organisations."""
        return [field for name, field in self._fields.items() if name.startswith(_PREFIX)]

    def facts(self):
        """Return what was typed besides the votes, as arguments of the act."""
        return {name: field.data for name, field in self._fields.items() if not name.startswith(_PREFIX)}


def resolution_form(voters, organisations, items, votes=None, **data):
    """Return the form: one vote for each of the voters, who sees to it, and which point of the agenda it was."""
    choices = typed.choices([("", _("keine Stimme")), *VOTES.items()])
    fields = {f"{_PREFIX}{each.id}": SelectField(each.name, choices=choices, default="") for each in voters}
    given = {f"{_PREFIX}{ident}": vote for ident, vote in (votes or {}).items()}
    form = type("ResolutionForm", (_ResolutionForm,), fields)(data={**data, **given})
    form.owner_id.choices = [("", _("noch offen")), *((each.id, each.name) for each in organisations)]
    form.agenda_item_id.choices = [("", _("keiner")), *((each.id, each.title) for each in items)]
    return form


class VoteForm(Form):
    """One vote that is missing yet."""

    organisation_id = SelectField(_("Organisation"), coerce=int, validators=[InputRequired(REQUIRED)])
    vote = RadioField(
        _("Stimme"), choices=typed.choices(VOTES.items()), validators=[InputRequired(REQUIRED)],
        render_kw={"class": "is-row"},
    )  # fmt: skip

    def __init__(self, voters):
        super().__init__()
        self.organisation_id.choices = [(each.id, each.name) for each in voters]


class FollowUpForm(Form):
    """How far a resolution is carried out."""

    state = RadioField(
        _("Stand"), choices=typed.choices(FOLLOW_UPS.items()), validators=[InputRequired(REQUIRED)],
        render_kw={"class": "is-row"},
    )  # fmt: skip
    note = typed.prose(_("Was daraus wurde"), description=_("Bei öffentlichen Beschlüssen lesen das alle."))
    owner_id = SelectField(_("Wer kümmert sich?"), coerce=_number_or_none)
    due_on = DateField(_("Bis wann?"), validators=[Optional()])

    def __init__(self, resolution, organisations):
        super().__init__(
            data={
                "state": resolution.follow_up, "note": resolution.follow_up_note, "owner_id": resolution.owner_id,
                "due_on": resolution.due_on,
            }
        )  # fmt: skip
        self.owner_id.choices = [("", _("noch offen")), *((each.id, each.name) for each in organisations)]


class RegisterForm(Form):
    """What somebody looks for in the register; sent with GET."""

    suche = typed.text(_("Suchen"), 100)
    gremium = SelectField(_("Gremium"))
    jahr = SelectField(_("Jahr"))
    stand = SelectField(_("Stand"))

    def __init__(self, wanted, bodies, years):
        super().__init__(data={name: value for name, value in vars(wanted).items() if name != "seite"})
        states = [(word, FOLLOW_UPS[state]) for word, state in STATES.items()]
        self.gremium.choices = [("", _("alle")), *bodies]
        self.jahr.choices = [("", _("alle")), *((str(year), str(year)) for year in years)]
        self.stand.choices = typed.choices(
            [("", _("alle")), *states, (OVERDUE, _("Überfällig")), (REJECTED, _("Nicht angenommen"))]
        )
