"""What somebody with an account is told, as they choose it."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {"own notices": "/team/konto/nachrichten"}
