"""The sign-in form."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from app.forms import REQUIRED, Form, lower


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
