"""Forms of those who sign in: address and password, a code, a new password."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from app.forms import REQUIRED, Form, lower, strip
from app.public_forms import PublicForm, email_field, name_field


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _("E-Mail-Adresse"),
        filters=[lower],
        validators=[InputRequired(REQUIRED), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Passwort"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


def new_password_field():
    """Return the field for a password that somebody chooses; passwords.check_new judges it."""
    return PasswordField(
        _("Neues Passwort"),
        description=_(
            "Mindestens 12 Zeichen. Gut sind vier zufällige Wörter. Oder nehmen Sie den Vorschlag Ihres Browsers."
        ),
        validators=[InputRequired(REQUIRED), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
        render_kw={"autocomplete": "new-password"},
    )


def repeat_field():
    """Return the field for the same password once more."""
    return PasswordField(
        _("Noch einmal zur Sicherheit"),
        validators=[
            InputRequired(REQUIRED),
            EqualTo("password", _("Die beiden Passwörter sind verschieden. Bitte schreiben Sie beide noch einmal.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


def code_field(label, hint):
    """Return the field for a code."""
    return StringField(
        label,
        description=hint,
        filters=[strip],
        validators=[DataRequired(REQUIRED), Length(max=40, message=_("Bitte höchstens 40 Zeichen."))],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class AcceptForm(PublicForm):
    """What somebody who was invited says: a name and a password."""

    name = name_field()
    password = new_password_field()
    repeat = repeat_field()


class NewPasswordForm(PublicForm):
    """A new password for one that was forgotten."""

    password = new_password_field()
    repeat = repeat_field()


class ForgottenForm(PublicForm):
    """The address of somebody who forgot their password."""

    email = EmailField(
        _("Ihre E-Mail-Adresse"),
        filters=[lower],
        validators=[DataRequired(_("Bitte schreiben Sie Ihre E-Mail-Adresse.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )


class NameForm(Form):
    """How somebody of the team is called."""

    name = StringField(
        _("Ihr Name"),
        filters=[strip],
        validators=[DataRequired(REQUIRED), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
        render_kw={"autocomplete": "name"},
    )


class AddressForm(Form):
    """Another address, and the password."""

    email = email_field(_("Neue E-Mail-Adresse"))
    password = PasswordField(
        _("Ihr Passwort"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class TakeAddressForm(PublicForm):
    """One button."""


class ChangePasswordForm(Form):
    """The password so far, and a new one."""

    old = PasswordField(
        _("Bisheriges Passwort"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    password = new_password_field()
    repeat = repeat_field()


class CodeForm(Form):
    """A code of the second factor, or one for a lost phone."""

    code = code_field(_("Code"), _("Sechs Ziffern aus der App, oder einer Ihrer Codes für den Notfall."))


class SetUpForm(Form):
    """A code that shows that the phone is set up, for the secret that the page showed."""

    key = HiddenField()
    code = code_field(_("Code aus der App"), _("Die sechs Ziffern, die die App jetzt zeigt."))
