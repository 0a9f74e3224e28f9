"""Pages about the audit trail."""

NO_PAGES = ("trail.export",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {
        "trail": "/team/protokoll",
        "trail, second page": "/team/protokoll?seite=2",
        "trail, only looks": "/team/protokoll?looks=1&who=system",
        "trail, nothing found": "/team/protokoll?bis=2001-01-01",
        "trail, bad day": "/team/protokoll?von=gestern",
    }
