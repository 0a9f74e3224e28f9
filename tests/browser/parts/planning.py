"""Pages about making places, formats and events."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
