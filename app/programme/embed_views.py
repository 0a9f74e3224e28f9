"""The programme on partners' own pages: a list in a frame, and one to paste that loads nothing from here.

Only the list itself may be framed by other sites; it takes no input and sets no cookie.
"""

from flask import Blueprint, make_response, render_template, request

from app import clock, pages, security
from app.accounts import access
from app.programme import cards, filters, listing, queries, revision, translation_queries, translation_words
from app.programme.forms import FilterForm

bp = Blueprint("embedding", __name__)

USUAL, MOST = 10, 50
FRAMED_BY_ALL = security.CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
FILTERS = ("ort", "bereich", "format", "sprache", "art", "fuer", "partner", "stufenfrei", "frei")


def _number():
    raw = request.args.get("anzahl", "")
    return min(max(int(raw), 1), MOST) if raw.isascii() and raw.isdigit() and len(raw) < 6 else USUAL


def _language():
    """Return the language that the list is to speak: one that the address names and we know, else German."""
    language = request.args.get("lang", "")
    return language if language in translation_words.HEADINGS else "de"


def _events(wanted, language):
    """Return (card, title, language of the title, when) of the next events."""
    now = clock.now()
    events = queries.public_events(wanted, now)[: _number()]
    shown = [(event, cards.card(event, now)) for event in events]
    if language == "de":
        return [(card, card.title, "de", card.when) for _event, card in shown]
    titles = translation_queries.titles(events, language)
    return [(card, *titles[event.id], " · ".join(translation_words.days(event, language))) for event, card in shown]


@bp.get("/einbetten/liste")
@access.everyone
@pages.kept(revision.by_minute)
def embedded():
    """Show the next events so that any site may frame them."""
    wanted, language = filters.read(request.args), _language()
    page = render_template(
        "programme/embedded.html", events=_events(wanted, language), query=wanted.as_query(), language=language,
        words=translation_words.HEADINGS.get(language),
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = FRAMED_BY_ALL
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/einbetten")
@access.everyone
@pages.kept(revision.by_minute)
def embed():
    """Let partners choose what to show, and give them the code for it."""
    wanted, language = filters.read(request.args), _language()
    form = FilterForm(wanted, listing.choices(wanted, clock.now()))
    speaks = "" if language == "de" else f"lang={language}"
    query = "&".join(part for part in (wanted.as_query(), f"anzahl={_number()}", speaks) if part)
    return render_template(
        "programme/embed.html", form=form, fields=FILTERS, number=_number(), most=MOST, query=query,
        events=_events(wanted, language), language=language, words=translation_words.HEADINGS.get(language),
        languages={"de": "Deutsch", **translation_words.OWN_NAMES},
    )  # fmt: skip
