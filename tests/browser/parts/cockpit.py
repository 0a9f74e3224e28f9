"""Pages about what the team has to do."""

NO_PAGES = ("todo.settle",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {"what there is to do": "/team/aufgaben"}
