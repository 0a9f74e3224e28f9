"""The house's own pages: imprint, data protection, accessibility, easy language; and what every page shows of it."""

from flask import Blueprint, current_app, render_template, request
from flask_babel import lazy_gettext as _

from app import pages
from app.accounts import access

bp = Blueprint("house", __name__)

NAV = (
    (_("Programm"), "/programm"), (_("Formate"), "/formate"), (_("Räume"), "/raeume"), (_("Orte"), "/orte"),
    (_("Kalender"), "/kalender"),
)  # fmt: skip
FOOTER = (
    (_("Impressum"), "/impressum"), (_("Datenschutz"), "/datenschutz"), (_("Barrierefreiheit"), "/barrierefreiheit"),
    (_("Barriere melden"), "/barriere-melden"), (_("Leichte Sprache"), "/leichte-sprache"), (_("Team"), "/team/"),
)  # fmt: skip
TEAM = (
    (_("Heute"), "/team/"), (_("Veranstaltungen"), "/team/veranstaltungen"), (_("Raumplan"), "/team/plan"),
    (_("Anfragen"), "/team/anfragen"), (_("Räume"), "/team/raeume"), (_("Nachrichten"), "/team/nachrichten"),
    (_("Vorführung"), "/team/vorfuehrung"),
)  # fmt: skip


def init_app(app):
    """Give every template the house and its links."""
    app.register_blueprint(bp)

    @app.context_processor
    def house():
        config = current_app.config
        return {
            "house": {"name": config["HOUSE_NAME"], "claim": config["HOUSE_CLAIM"], "email": config["HOUSE_EMAIL"]},
            "base_url": config["BASE_URL"],
            "nav_links": _marked(NAV),
            "footer_links": _marked(FOOTER),
            "team_links": _marked(TEAM),
        }


def _marked(links):
    return (
        [(label, href, request.path == href) for label, href in links]
        if request
        else [(*link, False) for link in links]
    )


def _stamp():
    return ("house",)


@bp.get("/impressum")
@access.everyone
@pages.kept(_stamp)
def imprint():
    """Who answers for this site (§ 5 DDG)."""
    blocks = [block.splitlines() for block in current_app.config["IMPRINT"].strip().split("\n\n")]
    return render_template("house/imprint.html", blocks=blocks)


@bp.get("/datenschutz")
@access.everyone
@pages.kept(_stamp)
def privacy():
    """What we know of whom, why, and how long (Art. 13 GDPR)."""
    return render_template("house/privacy.html", keep_days=current_app.config["KEEP_PERSONS_DAYS"])


@bp.get("/barrierefreiheit")
@access.everyone
@pages.kept(_stamp)
def accessibility():
    """The accessibility statement (BITV 2.0, § 12a BGG)."""
    return render_template("house/accessibility.html")


@bp.get("/barriere-melden")
@access.everyone
@pages.kept(_stamp)
def report_barrier():
    """Say how to report a barrier."""
    return render_template("house/report_barrier.html")


@bp.get("/leichte-sprache")
@access.everyone
@pages.kept(_stamp)
def easy_language():
    """This place in easy language."""
    return render_template("house/easy_language.html")


@bp.get("/robots.txt")
@access.everyone
def robots():
    """Keep search engines from personal and team pages; never from feeds, or Google refuses to subscribe."""
    text = "User-agent: *\nDisallow: /b/\nDisallow: /bestaetigen/\nDisallow: /r/\nDisallow: /team/\n"
    return current_app.response_class(text, content_type="text/plain; charset=utf-8")
