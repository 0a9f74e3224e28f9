"""What the administration types about a chat."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from app import typed
from app.database import db
from app.forms import REQUIRED, Form, strip
from app.notifications import chat_schemes, chats


class ChatForm(Form):
    """A chat and what it hears of."""

    name = typed.text(_("Name"), 80, is_required=True, description=_("Zum Beispiel: Raum „Haus“ in Mattermost"))
    # Whoever knows it can write into the chat: it is never written back into the page.
    url = PasswordField(
        _("Adresse"), filters=[strip], render_kw={"autocomplete": "off"},
        description=_("Wie in der Liste unten. Sie öffnet den Chat; deshalb zeigen wir sie nie wieder an."),
        validators=[InputRequired(REQUIRED), Length(max=500, message=_("Bitte höchstens 500 Zeichen."))],
    )  # fmt: skip
    groups = typed.CheckboxesField(
        _("Was dort stehen soll"), validators=[InputRequired(_("Bitte wählen Sie mindestens eines."))],
        choices=typed.choices([(name, words) for name, (words, _templates) in chats.GROUPS.items()]),
    )  # fmt: skip

    def validate(self, extra_validators=None):
        """Refuse what no message could go to."""
        if not super().validate(extra_validators):
            return False
        problem = chat_schemes.why_not(self.url.data)
        if problem is None:
            # Web processes need it nowhere else.
            from app.notifications.chat_speaking import Speaking

            db.session.rollback()
            problem = Speaking(self.url.data).wait()
        return typed.complain(self.url, problem) if problem else True
