"""A partner's programme for our programme page."""

from types import SimpleNamespace

from flask_babel import gettext as _

from app.calendars import foreign_queries


def partner_events(starts_at, ends_at):
    """Return what partners do within a span, for programme.partner_lists."""
    return [
        SimpleNamespace(
            title=event.title or _("Ohne Titel"), starts_at=event.starts_at, ends_at=event.ends_at,
            is_all_day=event.is_all_day, location=event.location, link=event.link or event.calendar.link,
            organisation=event.calendar.organisation.name,
        )
        for event in foreign_queries.partner_events(starts_at, ends_at)
    ]  # fmt: skip
