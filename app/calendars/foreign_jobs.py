"""What must happen with calendars of others when nobody clicks."""


def fetch_calendars():
    """Ask for the calendars that are due."""
    # Only the process of the jobs needs all that reads them.
    from app.calendars import importing

    importing.fetch_calendars()
