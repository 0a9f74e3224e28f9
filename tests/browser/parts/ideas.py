"""Pages about ideas."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
