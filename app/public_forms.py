"""Forms that anybody may send, without an account: who they are, the trap for programs, the number of a form."""

import functools
import secrets
from datetime import UTC, datetime
from enum import Enum

from flask import current_app
from flask_babel import lazy_gettext as _
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms import EmailField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from app.forms import Form, lower, strip

FORM_LIVES_SECONDS = 24 * 3600
# In which mails of the house come, as each calls itself: whoever looks for theirs need not read German.
MAIL_LANGUAGES = {"de": "Deutsch", "en": "English", "pl": "Polski", "cs": "Čeština"}
# Offered where the house says so: no texts come with WIRkstätte in it, but a house can write its own.
SORBIAN = {"hsb": "Hornjoserbsce"}


class FormRefusal(Enum):
    """Why a form is not taken although everything in it is typed well."""

    OLD_FORM = _("Das Formular war zu lange offen. Bitte senden Sie es noch einmal.")
    TOO_FAST = _("Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal.")


class PublicForm(Form):
    """A form that makes one thing only, however often it is sent, and is not sent by programs."""

    # Signed moment and number of the form: it cannot be sent in no time, and makes one thing only.
    form_key = HiddenField()
    # No person sees this field; programs fill it in.
    website = StringField(_("Bitte leer lassen"))

    # The number of this form, for `form_key` of what it makes; known once the form was found to be sent by hand.
    nonce = None
    # Of a form in steps: {step: names of its fields}.
    FIELDS_OF_STEP = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.form_key.data:
            self.form_key.data = _new_key()

    def is_well_typed_up_to(self, step):
        """Check the fields of this step and of those before it; tell whether all are typed well."""
        names = [name for number, fields in self.FIELDS_OF_STEP.items() if number <= step for name in fields]
        # Every field is asked, so that all mistakes are said at once.
        faulty = [name for name in names if not getattr(self, name).validate(self)]
        return not faulty

    def first_faulty_step(self):
        """Return the first step with a field that is typed badly, or None."""
        return next(
            (n for n, names in self.FIELDS_OF_STEP.items() if any(getattr(self, name).errors for name in names)), None
        )

    def why_not_sent_by_hand(self):
        """Return a refusal where the form is older than a day or was filled in as only programs do."""
        if self.website.data:
            # Should a browser have filled it in for a person, sending once more works.
            self.website.data = ""
            return FormRefusal.TOO_FAST
        try:
            self.nonce, made_at = _signer().loads(self.form_key.data, max_age=FORM_LIVES_SECONDS, return_timestamp=True)
        except (SignatureExpired, BadSignature):
            self.form_key.data = _new_key()
            return FormRefusal.OLD_FORM
        if (datetime.now(UTC) - made_at).total_seconds() < current_app.config["BOOKING_MIN_SECONDS"]:
            return FormRefusal.TOO_FAST
        return None


def name_field():
    """Return the field for the name to call somebody by."""
    return StringField(
        _("Wie dürfen wir Sie nennen?"),
        filters=[strip],
        validators=[
            # Spaces alone are no name; InputRequired would take them.
            DataRequired(_("Bitte schreiben Sie, wie wir Sie nennen dürfen.")),
            Length(max=200, message=_("Bitte höchstens 200 Zeichen.")),
        ],
        render_kw={"autocomplete": "name"},
    )


def email_field(label=None):
    """Return the field for somebody's address, in small letters."""
    return EmailField(
        label or _("Ihre E-Mail-Adresse"),
        filters=[lower],
        validators=[
            DataRequired(_("Bitte schreiben Sie Ihre E-Mail-Adresse.")),
            Length(max=254, message=_("Bitte höchstens 254 Zeichen.")),
            Email(
                _("Bitte schreiben Sie eine vollständige Adresse, zum Beispiel name@example.org."), allow_smtputf8=False
            ),
        ],
        render_kw={"autocomplete": "email"},
    )


def language_field(languages=MAIL_LANGUAGES, default="de"):
    """Return the field for the language in which somebody wants to be written to."""
    return SelectField(
        _("In welcher Sprache sollen wir Ihnen schreiben?"), default=default,
        choices=[SelectChoice(code, name, {"lang": code}) for code, name in languages.items()],
    )  # fmt: skip


class LanguageForm(Form):
    """In which language we write."""

    language = language_field()


def usual_language(spoken):
    """Return in which language to write to those who come to what is held in these, unless they want another."""
    return spoken[0] if len(spoken or ()) == 1 and spoken[0] in MAIL_LANGUAGES else "de"


def new_number():
    """Return a number that tells one form from all others."""
    return secrets.token_urlsafe(12)


def _new_key():
    return _signer().dumps(new_number())


def _signer():
    return _signer_with(current_app.config["SECRET_KEY"])


@functools.cache
def _signer_with(key):
    return URLSafeTimedSerializer(key, salt="wirkstaette-form")
