"""Days under which several events stand."""

from datetime import timedelta

from app import clock
from app.programme import umbrellas


def an_umbrella(days_ahead=10, days=1, state="published", events=(), **facts):
    """A public day in ten days, with these events."""
    first = clock.today(clock.now()) + timedelta(days=days_ahead)
    usual = {"title": "Zukunftsforum", "summary": "Ein Tag für alle.", "description": ""}
    made = umbrellas.create_umbrella(
        starts_on=first, ends_on=first + timedelta(days=days - 1), **{**usual, **facts}
    )
    umbrellas.choose_events(made.id, [event.id for event in events])
    return umbrellas.change_umbrella(made.id, state=state)
