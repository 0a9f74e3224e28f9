"""Pages about making places, formats and events."""

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    team = {"new place": "/team/orte/neu", "change a place": "/team/orte/zittau/angaben"}
    return {}, team
