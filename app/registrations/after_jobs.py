"""What happens by itself once an event is over."""

from app import clock
from app.jobs import for_each
from app.registrations import after_actions, after_queries


def miss_absent():
    """Note who did not come to events at whose door people were counted."""
    for_each(after_queries.missing(clock.now()), after_actions.miss)


def thank_guests():
    """Thank the guests of events that are over, in the morning after."""
    for_each(after_queries.to_thank(clock.now()), after_actions.thank_guests)


def tell_of_certificates():
    """Tell of their certificates those who were there and have not heard of them with the thanks."""
    for_each(after_queries.owed_certificates(clock.now()), after_actions.tell_of_certificate)
