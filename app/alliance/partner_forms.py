"""Asking to become a partner, and deciding about it."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import public_forms, typed
from app.alliance import organisation_forms as its_forms
from app.alliance.joining import Wish
from app.alliance.organisation_forms import OffersFields
from app.forms import Form
from app.public_forms import PublicForm

NEW = 0


class BecomePartnerForm(OffersFields, PublicForm):
    """What somebody tells of their organisation, and whom to answer."""

    organisation = typed.text(_("Wie heißt Ihre Organisation oder Gruppe?"), 200, is_required=True)
    kind = its_forms.kind_field()
    actor_group = its_forms.actor_group_field()
    country = its_forms.country_field()
    languages = its_forms.languages_field()
    area_ids = its_forms.areas_field()
    about = typed.prose(_("In ein paar Sätzen"), description=_("Wer Sie sind und was Sie tun."))
    website_address = its_forms.website_field()
    contact_email = its_forms.contact_field()
    message = typed.prose(_("Was möchten Sie uns noch sagen?"), description=_("Das liest nur das Team."))
    name: StringField = public_forms.name_field()
    email: EmailField = public_forms.email_field()

    def __init__(self, areas):
        super().__init__()
        self._keys = {area.id: area.key for area in areas}
        its_forms.offer_areas(self, areas)

    @property
    def wish(self):
        """What was typed about the organisation."""
        texts = {name: self[name].data or "" for name in ("kind", "about", "contact_email")}
        facts = {
            **texts, "website": self.website_address.data or "", "actor_group": self.actor_group.data or None,
            "country": self.country.data, "languages": self.languages.data or [],
        }  # fmt: skip
        areas = tuple(self._keys[ident] for ident in self.area_ids.data or ())
        return Wish(self.organisation.data, facts, areas, tuple(self.offers()))


class AcceptForm(Form):
    """Whether the organisation of a request is a new one, or one that is there already."""

    organisation_id = SelectField(_("Welche Organisation ist das?"), coerce=int)

    def __init__(self, organisations, suggested=None):
        super().__init__(data={"organisation_id": suggested.id if suggested else NEW})
        self.organisation_id.choices = [
            (NEW, _("Eine neue: anlegen")),
            *((each.id, each.name) for each in organisations),
        ]


class DeclineForm(Form):
    """Why not."""

    reason = TextAreaField(
        _("Warum nicht?"),
        filters=[typed.keep_lines],
        description=_("Das liest die Person, die gefragt hat."),
        validators=[
            DataRequired(_("Bitte schreiben Sie, warum.")), Length(max=4000, message=_("Bitte höchstens 4000 Zeichen."))
        ],
    )  # fmt: skip
