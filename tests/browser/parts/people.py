"""Pages about who signs in."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
