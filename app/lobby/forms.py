"""What is typed at the door, and by the team about digital rooms."""

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app import fetching, typed
from app.forms import REQUIRED, Form, strip
from app.lobby.models import BIGBLUEBUTTON, JANUS, JITSI

KINDS = {BIGBLUEBUTTON: _("BigBlueButton"), JITSI: _("Jitsi Meet"), JANUS: _("Eigener Raum (Janus)")}
_SHORT = {BIGBLUEBUTTON: 8, JITSI: 16, JANUS: 24}


class EnterForm(Form):
    """How somebody wants to be called in the room, and how many they are."""

    name = StringField(
        _("Ihr Name im Raum"),
        filters=[strip],
        validators=[
            DataRequired(_("Bitte schreiben Sie, wie Sie im Raum heißen möchten.")),
            Length(max=60, message=_("Bitte höchstens 60 Zeichen.")),
        ],
        description=_("So sehen Sie die anderen. Ein Vorname genügt."),
        render_kw={"autocomplete": "nickname"},
    )
    heads = SelectField(_("Wie viele sind Sie?"), coerce=typed.whole, validate_choice=False, choices=[])

    def __init__(self, name="", heads=1):
        """`heads`: how many a registration is for."""
        super().__init__(data={"name": (name or "")[:60], "heads": heads})
        if heads < 2:
            del self.heads
        else:
            self.heads.choices = typed.choices((number, str(number)) for number in range(1, heads + 1))
            self.heads.validators = [self._check_heads]
        self._most = heads

    def _check_heads(self, _form, field):
        if field.data is None or not 1 <= field.data <= self._most:
            raise ValidationError(_("Bitte wählen Sie eine Zahl von 1 bis %(max)s.", max=self._most))

    @property
    def count(self):
        """How many there are, or None where that need not be asked."""
        return self.heads.data if "heads" in self else None


class MoveForm(Form):
    """Another digital room."""

    room = RadioField(_("Wohin ziehen Sie um?"), coerce=typed.whole, validate_choice=False, choices=[])

    def __init__(self):
        super().__init__()
        # The button of an offer says more than what was chosen before.
        self.room.data = typed.whole(request.form.get("take", "").rpartition("|")[2]) or self.room.data

    def validate_room(self, field):
        """One of those that are offered."""
        if field.data not in {value for value, *_more in self.room.iter_choices()}:
            raise ValidationError(_("Bitte wählen Sie einen Raum."))


class VideoForm(typed.SectionForm):
    """What a digital room meets with."""

    server = RadioField(_("Womit trifft man sich hier?"), coerce=typed.whole, choices=[])
    dial_in = typed.text(
        _("Einwahl mit dem Telefon: Nummer und Code"), 200,
        description=_(
            "Nur wer einen Platz hat, sieht sie. BigBlueButton sagt sie uns selbst, wenn der Server eine hat."
        ),
    )  # fmt: skip

    def __init__(self, room, video, servers):
        """`servers`: [VideoServer] of the house."""
        chosen = {"server": video.server_id or 0, "dial_in": video.dial_in} if video else {"server": 0}
        super().__init__(data=chosen)
        own = _("Die feste Adresse des Raums") if room.join_url else _("Eine feste Adresse (noch keine eingetragen)")
        self.server.choices = typed.choices([
            (0, own),
            *((server.id, f"{server.name} ({KINDS[server.kind]})") for server in servers),
        ])  # fmt: skip


class ServerForm(Form):
    """A video service: where it is, and by which secret it knows us."""

    kind = RadioField(_("Was ist es?"), choices=[], validators=[InputRequired(REQUIRED)])
    name = typed.text(
        _("Wie nennen wir es?"), 60, is_required=True, description=_("Zum Beispiel: Video der Hochschule.")
    )
    address = StringField(
        _("Adresse"), filters=[lambda text: strip(text) or ""],
        validators=[DataRequired(REQUIRED), Length(max=300, message=_("Bitte höchstens 300 Zeichen."))],
        description=_(
            "BigBlueButton: wie „bbb-conf --secret“ sie zeigt. Jitsi: die der Startseite. "
            "Janus: unter der Browser ihn erreichen, mit /janus am Ende."
        ),
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )  # fmt: skip
    app_id = typed.text(
        _("Kennung (nur Jitsi)"), 100, description=_("Unter der Jitsi uns kennt, dort „app_id“ genannt."),
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    secret = PasswordField(
        _("Geheimnis"), filters=[lambda text: (text or "").strip()],
        validators=[Optional(), Length(max=200, message=_("Bitte höchstens 200 Zeichen."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip

    def __init__(self, kinds, server=None):
        """`kinds`: those that this house can use."""
        self.old = server
        super().__init__(obj=server)
        self.secret.flags.required = server is None
        self.kind.choices = typed.choices((kind, KINDS[kind]) for kind in kinds)
        self.secret.description = (
            _("Leer: es bleibt, wie es ist. Wir zeigen es nie an.") if server else _("Wir zeigen es nie an.")
        )

    def validate_address(self, field):
        """Only the web, and no private network unless the house says so."""
        if reason := fetching.why_not(field.data):
            raise ValidationError(reason.value)

    def validate(self, extra_validators=None):
        """Ask what only one kind needs; a secret goes nowhere but where it was typed for."""
        is_well_typed = super().validate(extra_validators)
        if self.kind.data == JITSI and not self.app_id.data:
            words = _("Bitte schreiben Sie, unter welcher Kennung Jitsi uns kennt.")
            is_well_typed = typed.complain(self.app_id, words)
        if self.secret.data and self.kind.data in _SHORT and len(self.secret.data) < _SHORT[self.kind.data]:
            return typed.complain(self.secret, _("Das ist zu kurz für ein Geheimnis."))
        if not self.secret.data and not self._may_keep_secret():
            return typed.complain(self.secret, _("Bitte schreiben Sie das Geheimnis für diesen Dienst."))
        return is_well_typed

    def _may_keep_secret(self):
        old = self.old
        return old is not None and (old.kind, old.address) == (self.kind.data, self.address.data)

    def facts(self):
        """Return the columns of VideoServer."""
        return {name: self[name].data for name in ("kind", "name", "address", "app_id", "secret")}
