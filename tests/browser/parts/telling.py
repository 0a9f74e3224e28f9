"""What the programme tells other sites and programs."""

from tests.make import an_event

EMBEDDING = {
    "embed": "/einbetten?ort=zittau", "embedded list": "/einbetten/liste?anzahl=5",
    "embedded list, empty": "/einbetten/liste?von=2090-01-01",
}
NO_PAGES = ("site.atom", "site.sitemap")


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    event = an_event(title="Fragwürdiges")
    asking = f"/veranstaltungen/{event.slug}/frage"
    return {"ask the hosts": asking, "hosts asked": f"{asking}/gesendet", **EMBEDDING}, {}
