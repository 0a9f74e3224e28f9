"""Pages about bodies and resolutions."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
