"""The one lock of all ideas: their acts are short and few, and combining two touches the supporters of both."""

from app.database import lock_numbers

# A family of numbers for lock_numbers.
IDEAS = 21


def lock_ideas():
    """Keep all others from changing ideas until the transaction ends. Taken before anything is looked at."""
    lock_numbers(IDEAS, [1])
