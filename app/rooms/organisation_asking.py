"""What representatives do with rooms for their organisation; what is so asked for is verified."""

from app.accounts import audit
from app.database import transaction
from app.rooms import asking


def ask(wishes, asker, form_key=None, **facts):
    """Ask for rooms in the name of an organisation: as anybody may, but without a mail to confirm.

    Booked at once where nobody decides about requests of organisations. Raises Refused.
    """
    with transaction():
        request = asking.ask_for_room(wishes, asker, form_key=form_key, **facts)
        audit.note("ask_for_organisation", request.about, organisation=asker.organisation_id)
    return request


def withdraw(request_id):
    """Call off all dates of a request that have not begun yet. Twice does no harm."""
    with transaction():
        request = asking.withdraw(request_id)
        audit.note("withdraw_for_organisation", request.about, organisation=request.organisation_id)
