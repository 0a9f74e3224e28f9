"""What is typed about organisations: by the team, by representatives, by whoever wants to become a partner."""

import wtforms
from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import CombinedMultiDict
from wtforms import DateField, EmailField, FileField, SelectField, StringField
from wtforms.validators import URL, Email, InputRequired, Length, Optional, ValidationError

from app import typed
from app.alliance import words
from app.alliance.models import OFFERED, Offer
from app.forms import REQUIRED, Form, lower, strip

LONGEST_OFFER, MOST_OFFERS = Offer.text.type.length, 10


def kind_field():
    """Return the field for the kind of an organisation."""
    return typed.choice(_("Was für eine Organisation?"), [(str(kind), kind) for kind in words.KINDS])


def actor_group_field():
    """Return the field for the actor group of the alliance."""
    return typed.choice(_("Gruppe im Bündnis"), list(words.ACTOR_GROUPS.items()))


def country_field():
    """Return the field for the country it is at home in."""
    pairs = [(code, words.country_name(code)) for code in words.COUNTRIES]
    return SelectField(_("Land"), choices=typed.choices(pairs), validate_choice=True)


def languages_field():
    """Return the field for the languages it speaks."""
    return typed.CheckboxesField(
        _("Sprachen"), choices=typed.choices(words.LANGUAGES.items()), render_kw={"class": "is-row"}
    )


def areas_field():
    """Return the field for the innovation areas; give it its choices by `offer_areas`."""
    return typed.CheckboxesField(_("Bereiche"), coerce=int)


def contact_field():
    """Return the field for a role address."""
    return EmailField(
        _("Adresse für alle"),
        filters=[lower],
        description=_("Sie steht auf der Seite. Am besten eine, die mehrere lesen, zum Beispiel kontakt@example.org."),
        validators=[
            Optional(),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(
                _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False
            ),
        ],
    )


def _web_only(_form, field):
    if field.data and not field.data.startswith(("https://", "http://")):
        raise ValidationError(_("Bitte die ganze Adresse, die mit https:// beginnt."))


def website_field():
    """Return the field for an address on the web: a link that runs code is none."""
    return StringField(
        _("Adresse im Netz"),
        filters=[strip],
        validators=[
            Optional(), Length(max=300, message=_("Bitte höchstens 300 Zeichen.")),
            URL(message=_("Bitte die ganze Adresse, die mit https:// beginnt.")), _web_only,
        ],
        render_kw={"inputmode": "url"},
    )  # fmt: skip


def offer_areas(form, areas):
    """Let the form offer these innovation areas."""
    form.area_ids.choices = [(area.id, area.title) for area in areas]


class OrganisationForm(Form):
    """What an organisation says of itself."""

    name = typed.text(_("Name"), 200, is_required=True)
    kind = kind_field()
    actor_group = actor_group_field()
    country = country_field()
    languages = languages_field()
    area_ids = areas_field()
    about = typed.rich(_("In ein paar Sätzen"), description=_("Wer Sie sind und was Sie tun."))
    contact_email = contact_field()
    website = website_field()

    def __init__(self, areas, organisation=None):
        known = {} if organisation is None else {"area_ids": [area.id for area in organisation.areas]}
        super().__init__(obj=organisation, data=known)
        offer_areas(self, areas)
        _keep_unusual(self.kind, organisation and organisation.kind)
        _keep_unusual(self.country, organisation and organisation.country, words.country_name)

    def facts(self):
        """Return what was typed, as arguments of the act."""
        texts = {name: self[name].data or "" for name in ("kind", "about", "contact_email", "website")}
        return {
            "name": self.name.data, "country": self.country.data, "languages": self.languages.data or [],
            "area_ids": self.area_ids.data or [], "actor_group": self.actor_group.data or None, **texts,
        }  # fmt: skip


class NewOrganisationForm(OrganisationForm):
    """A new organisation: since when it is a partner, too."""

    member_since = DateField(
        _("Partner seit"), validators=[Optional()], description=_("Leer: lädt nur zu Veranstaltungen ein.")
    )

    def facts(self):
        """Return what was typed, as arguments of the act."""
        return {**super().facts(), "member_since": self.member_since.data}


def _keep_unusual(field, value, label=str):
    # Of a season, or typed before the list had its present words.
    if value and value not in [each.value for each in field.choices]:
        field.choices = [*field.choices, *typed.choices([(value, label(value))])]


def offer_fields():
    """Return {name: field} for what is offered and sought, one kind each, one thing per line."""
    return {
        f"{direction}_{kind}": wtforms.TextAreaField(
            label, filters=[typed.keep_lines], validators=[Optional(), _few_short_lines], render_kw={"rows": 2}
        )
        for direction in words.DIRECTIONS
        for kind, label in words.OFFERED.items()
    }


def _few_short_lines(_form, field):
    lines = field.data.splitlines()
    if len(lines) > MOST_OFFERS:
        raise ValidationError(_("Bitte höchstens %(most)s Zeilen.", most=MOST_OFFERS))
    if any(len(line) > LONGEST_OFFER for line in lines):
        raise ValidationError(_("Bitte höchstens %(most)s Zeichen in einer Zeile.", most=LONGEST_OFFER))


class OffersFields:
    """What is offered and sought, for forms that ask for it: the template macro `offers_fields` shows them."""

    def offers(self):
        """Return [(direction, kind, text)] of all lines."""
        return [
            (direction, kind, line.strip())
            for direction in words.DIRECTIONS
            for kind in OFFERED
            for line in (self[f"{direction}_{kind}"].data or "").splitlines()
            if line.strip()
        ]


for _name, _field in offer_fields().items():
    setattr(OffersFields, _name, _field)


class OffersForm(OffersFields, Form):
    """What an organisation offers and seeks."""

    def __init__(self, organisation):
        lines = {}
        for offer in organisation.offers:
            lines.setdefault(f"{offer.direction}_{offer.kind}", []).append(offer.text)
        super().__init__(data={name: "\n".join(some) for name, some in lines.items()})


class MembershipForm(Form):
    """Since when an organisation is a partner."""

    since = DateField(_("Partner seit"), validators=[InputRequired(REQUIRED)])


class LogoForm(Form):
    """A logo and what is on it."""

    logo = FileField(
        _("Logo"), description=_("JPEG, PNG oder WebP, höchstens 10 MB. SVG-Dateien nehmen wir nicht an."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )  # fmt: skip
    alt = typed.text(
        _("Was steht auf dem Logo?"), 200, is_required=True,
        description=_("Für Menschen, die es nicht sehen. Zum Beispiel: „Logo der Hochschule, drei blaue Wellen“."),
    )  # fmt: skip

    def __init__(self, organisation, is_readable=True):
        sent = CombinedMultiDict([request.files, request.form]) if is_readable and request.method == "POST" else None
        wtforms.Form.__init__(self, sent, data={"alt": organisation.logo_alt})
        self.organisation = organisation
        self.logo.flags.required = not organisation.logo

    def validate_logo(self, field):
        """The first time there must be one; later, other words are enough."""
        if not self.file and not self.organisation.logo:
            raise ValidationError(_("Bitte wählen Sie ein Bild aus."))

    @property
    def file(self):
        """The file that was sent, or None."""
        return self.logo.data if getattr(self.logo.data, "filename", "") else None
