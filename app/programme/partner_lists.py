"""What partners do by themselves, shown beside our programme: clearly another's, and nobody can book it here."""

from types import SimpleNamespace

from app import clock, display

# function(starts_at, ends_at) that returns [Another]; filled in app/parts.py.
LISTS = []


def between(starts_at, ends_at):
    """Return what partners do within a span, ready for the template."""
    return [_card(each) for read in LISTS for each in read(starts_at, ends_at)]


def _card(each):
    when = display.whole_days if each.is_all_day else display.span
    return SimpleNamespace(
        title=each.title, when=when(each.starts_at, each.ends_at), location=each.location, link=each.link,
        organisation=each.organisation, day=clock.today(each.starts_at),
    )  # fmt: skip
