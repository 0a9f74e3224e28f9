"""Pages about setting up the house."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
