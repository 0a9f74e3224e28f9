"""What the administration types about a notice."""

from datetime import time

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TimeField
from wtforms.validators import InputRequired, ValidationError

from app import typed
from app.forms import REQUIRED, Form
from app.notifications.notice_kinds import AFTER, AT, BEFORE

_HOURS = {BEFORE: _("Wie viele Stunden vorher?"), AFTER: _("Wie viele Stunden danach?")}


def form_for(notice, setting):
    """Return the form about a notice, with what can be set about it and nothing else; None where nothing can."""
    fields, timing = {}, notice.timing
    if not notice.is_needed:
        fields["is_on"] = BooleanField(_("Diese Nachricht verschicken"))
    if timing and timing.anchor == AT:
        fields["amount"] = TimeField(_("Um wie viel Uhr?"), validators=[InputRequired(REQUIRED), _within(timing)])
    elif timing:
        fields["amount"] = typed.number(_HOURS[timing.anchor], timing.least, timing.most)
    if not fields:
        return None
    amount = setting.amount
    if timing and timing.anchor == AT:
        amount = time(*divmod(amount, 60))
    return type("NoticeForm", (Form,), fields)(data={"is_on": setting.is_on, "amount": amount})


def facts(form):
    """Return (is_on, amount) of a valid form."""
    amount = form.amount.data if "amount" in form else None
    if isinstance(amount, time):
        amount = amount.hour * 60 + amount.minute
    return form.is_on.data if "is_on" in form else True, amount


def _within(timing):
    least, most = (time(*divmod(minutes, 60)) for minutes in (timing.least, timing.most))

    def check(_form, field):
        if field.data is not None and not least <= field.data <= most:
            span = {"least": f"{least:%H:%M}", "most": f"{most:%H:%M}"}
            raise ValidationError(_("Bitte eine Uhrzeit von %(least)s bis %(most)s.", **span))

    return check
