"""What the programme tells other sites and programs."""

NO_PAGES = ("site.atom", "site.sitemap")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {}, {}
