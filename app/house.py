"""The house's own pages: imprint, data protection, accessibility, easy language; and what every page shows of it."""

import functools

from flask import Blueprint, current_app, has_request_context, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app import errors, pages
from app.accounts import access
from app.alliance import house_queries
from app.operations import purposes

bp = Blueprint("house", __name__)

NAV = (
    (_("Programm"), "/programm"), (_("Formate"), "/formate"), (_("Räume"), "/raeume"), (_("Orte"), "/orte"),
    (_("Bündnis"), "/buendnis"), (_("Kalender"), "/kalender"),
)  # fmt: skip
FOOTER = (
    (_("Meine Plätze"), "/meine-plaetze"),
    (_("Impressum"), "/impressum"), (_("Datenschutz"), "/datenschutz"), (_("Barrierefreiheit"), "/barrierefreiheit"),
    (_("Barriere melden"), "/barriere-melden"), (_("Leichte Sprache"), "/leichte-sprache"), (_("Team"), "/team/"),
)  # fmt: skip
ONLY_WHEN_OPEN = ("/leichte-sprache", "/meine-plaetze")
TEAM = (
    (_("Heute"), "/team/"), (_("Veranstaltungen"), "/team/veranstaltungen"), (_("Raumplan"), "/team/plan"),
    (_("Anfragen"), "/team/anfragen"), (_("Räume"), "/team/raeume"), (_("Nachrichten"), "/team/nachrichten"),
    (_("Bündnis"), "/team/buendnis"), (_("Haus"), "/team/haus"), (_("Mein Konto"), "/team/konto"),
)  # fmt: skip
# Pages that lead to others: (label, path, what is there). What somebody may not open is not offered.
ALLIANCE = (
    (_("Bereiche"), "/bereiche", _("Woran das Bündnis arbeitet: Ziele, Maßnahmen, Ergebnisse.")),
    (_("Partner"), "/partner", _("Wer dazugehört, was sie anbieten und was sie suchen.")),
    (_("Netzwerk"), "/netzwerk", _("Wer sich bei Veranstaltungen getroffen hat, und wer noch nicht.")),
    (_("Ideen"), "/ideen", _("Schlagen Sie etwas vor, oder unterstützen Sie, was andere sich wünschen.")),
    (_("Beschlüsse"), "/beschluesse", _("Was das Bündnis öffentlich beschlossen hat, und was daraus wurde.")),
    (_("Partner werden"), "/partner/werden", _("Auch Initiativen ohne Rechtsform sind willkommen.")),
)
TEAM_ALLIANCE = (
    (_("Meine Organisation"), "/team/meine-organisation", _("Seite, Veranstaltungen und Raumbuchungen.")),
    (_("Organisationen"), "/team/organisationen", _("Partner und Veranstalter, was sie anbieten und suchen.")),
    (_("Partneranfragen"), "/team/partneranfragen", _("Wer dazukommen möchte.")),
    (_("Bereiche und Ziele"), "/team/bereiche", _("Ziele, Maßnahmen und Ergebnisse je Bereich und Jahr.")),
    (_("Gremien"), "/team/gremien", _("Mitglieder, Sitzungen, Tagesordnungen, Protokolle.")),
    (_("Beschlüsse"), "/team/beschluesse", _("Was beschlossen wurde, wer sich kümmert, was überfällig ist.")),
    (_("Ideen"), "/team/ideen", _("Was sich Menschen wünschen, und was das Haus dazu sagt.")),
)
TEAM_HOUSE = (
    (_("Einrichten"), "/team/einrichten", _("Was noch fehlt, bevor das Haus öffnet.")),
    (_("Angaben zum Haus"), "/team/haus/angaben", _("Name, Impressum, Datenschutz.")),
    (_("Texte"), "/team/haus/texte", _("Was auf der Startseite steht.")),
    (_("Bild"), "/team/haus/bild", _("Das Bild auf der Startseite.")),
    (_("Farben"), "/team/haus/farben", _("In den Grenzen, in denen alle es lesen können.")),
    (_("E-Mail"), "/team/haus/mail", _("Wie Nachrichten das Haus verlassen, mit Probe.")),
    (_("Nachrichten"), "/team/haus/nachrichten", _("Wer was bekommt, wann und warum.")),
    (_("Regeln"), "/team/haus/regeln", _("Ideen, zweiter Faktor.")),
    (_("Orte"), "/team/orte", _("Adressen und Feiertage.")),
    (_("Formate"), "/team/formate", _("Vorlagen für Veranstaltungen.")),
    (_("Schließzeiten"), "/team/schliesszeiten", _("Wann Räume zu sind.")),
    (_("Menschen"), "/team/menschen", _("Wer sich anmelden darf, und wofür.")),
    (_("Protokoll"), "/team/protokoll", _("Wer was geändert hat.")),
    (_("Videodienste"), "/team/haus/video", _("Womit digitale Räume sich treffen: BigBlueButton, Jitsi.")),
    (_("Verarbeitungen"), "/team/haus/verarbeitung", _("Was wir von wem wissen, wozu, wie lange: zum Ausdrucken.")),
    (_("Vorführung"), "/team/vorfuehrung", _("Beispieldaten entfernen.")),
)


def init_app(app):
    """Give every template the house and its links."""
    app.register_blueprint(bp)

    @app.context_processor
    def house():
        return {
            "house": _House(),
            "base_url": current_app.config["BASE_URL"],
            "nav_links": _marked(NAV),
            "footer_links": _marked(FOOTER),
            "footer_links_when_shut": _marked([link for link in FOOTER if link[1] not in ONLY_WHEN_OPEN]),
            "team_links": _team_links,
        }


class _House:
    """The facts of the house, asked for only where a template shows one; an error page shows those known last."""

    @functools.cached_property
    def facts(self):
        is_bare = has_request_context() and errors.BARE in request.environ
        return house_queries.known() if is_bare else house_queries.current()

    def __getattr__(self, name):
        return getattr(self.facts, name)


    @property
    def is_shut(self):
        """Whether this page is for guests of a house that is not open, who find nothing behind most links."""
        return not self.facts.is_open and not _is_for_team()

    @property
    def is_preview(self):
        """Whether the team looks at a house that guests do not see yet."""
        return not self.facts.is_open and _is_for_team()


def _is_for_team():
    if not has_request_context() or request.endpoint is None:
        return False
    view = current_app.view_functions[request.endpoint]
    return pages.ALONE in request.environ or getattr(view, "open_to", None) == access.STAFF


def _team_links():
    # Asked for by pages of the team only: it looks who is signed in, which no error page may do.
    return _marked([link for link in TEAM if access.may_follow(link[1]) and _leads_on(link[1])])


def _leads_on(path):
    """Tell whether a page is more than a list of links without a link for whoever is signed in."""
    entries = {"/team/buendnis": TEAM_ALLIANCE, "/team/haus": TEAM_HOUSE}.get(path)
    return entries is None or any(access.may_follow(entry[1]) for entry in entries)


def _marked(links):
    return (
        [(label, href, request.path == href) for label, href in links]
        if request
        else [(*link, False) for link in links]
    )


def _stamp():
    return (house_queries.revision(),)


@bp.get("/buendnis")
@access.everyone
@pages.kept(_stamp)
def alliance():
    """Lead to what the alliance is and does."""
    return render_template("house/alliance.html", entries=_offered(ALLIANCE))


@bp.get("/team/buendnis")
@access.staff
def team_alliance():
    """Lead to the alliance's work."""
    return render_template("house/team_hub.html", title=gettext("Bündnis"), entries=_offered(TEAM_ALLIANCE))


@bp.get("/team/haus")
@access.staff
def team_house():
    """Lead to what the house is and says of itself."""
    return render_template("house/team_hub.html", title=gettext("Haus"), entries=_offered(TEAM_HOUSE))


def _offered(entries):
    return [entry for entry in entries if access.may_follow(entry[1])]


@bp.get("/impressum")
@access.everyone
@pages.kept(_stamp)
def imprint():
    """Who answers for this site (§ 5 DDG)."""
    blocks = [block.splitlines() for block in house_queries.current().imprint.strip().split("\n\n")]
    return render_template("house/imprint.html", blocks=blocks)


@bp.get("/datenschutz")
@access.everyone
@pages.kept(_stamp)
def privacy():
    """What we know of whom, why, and how long (Art. 13 GDPR)."""
    return render_template(
        "house/privacy.html", keep_days=current_app.config["KEEP_PERSONS_DAYS"], groups=purposes.GROUPS
    )


@bp.get("/barrierefreiheit")
@access.everyone
@pages.kept(_stamp)
def accessibility():
    """The accessibility statement (BITV 2.0, § 12a BGG)."""
    return render_template("house/accessibility.html")


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
    closed = (
        "/b/", "/dabei/", "/bestaetigen/", "/r/", "/adresse/", "/ideen/meine/", "/ideen/dabei/", "/team/", "/C/", "/c/",
    )  # fmt: skip
    sitemap = f"\nSitemap: {current_app.config['BASE_URL']}/sitemap.xml\n"
    text = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in closed), sitemap])
    return current_app.response_class(text, content_type="text/plain; charset=utf-8")
