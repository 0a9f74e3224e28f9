"""Formats and events in other languages: the team's pages, and the page of a format in easy language."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock, forms, pages
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.programme import (
    cards,
    filters,
    queries,
    revision,
    rules,
    scopes,
    translating,
    translation_queries,
    translation_words,
)
from app.programme.translation_forms import EventTextForm, FormatTextForm
from app.programme.translation_words import LANGUAGES
from app.programme.translations import EASY

bp = Blueprint("translation", __name__)
bp.add_app_template_filter(translation_words.easy_blocks)

# How many dates the page in easy language names.
MOST_DATES = 4


@bp.route("/team/formate/<int:format_id>/sprachen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def translate_format(format_id):
    """Say in another language what a format says in German; `?sprache=`: in which."""
    format, language = queries.get_format_by_id(format_id), _language()
    texts = translation_queries.texts_of_format(format_id)
    form = FormatTextForm(language, texts.get(language))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            translating.translate_format(format_id, language, **form.words())
            return _saved(".translate_format", language, format_id=format_id)
        format = queries.get_format_by_id(format_id)
    return _page(
        form, format, format.name, language, texts, url_for("formats.change_format", format_id=format_id), None
    )


@bp.route("/team/veranstaltungen/<int:event_id>/sprachen", methods=["GET", "POST"])
@access.team(PROGRAMME, at=scopes.of_event)
def translate_event(event_id):
    """Say in another language what is an event's own: title and note; the rest is its format's."""
    event, language = queries.get_event(event_id), _language()
    texts = translation_queries.texts_of_event(event_id)
    form = EventTextForm(language, texts.get(language))
    if form.is_sent_and_valid():
        with form.catching_refusals():
            translating.translate_event(event_id, language, **form.words())
            return _saved(".translate_event", language, event_id=event_id)
        event = queries.get_event(event_id)
    why_not = rules.why_not_change(event.state, event.ends_at, clock.now())
    return _page(
        form, event, event.title, language, texts, url_for("team.event_guests", event_id=event_id), why_not,
        format=event.format if access.may_follow(f"/team/formate/{event.format_id}/sprachen") else None,
    )  # fmt: skip


@bp.get("/formate/<slug>/leichte-sprache")
@access.everyone
@pages.kept(revision.by_minute)
def easy_format(slug):
    """Show a format in easy language."""
    now = clock.now()
    format = queries.get_format(slug)
    text = translation_queries.find_text(format.id, EASY) or abort(404)
    events = queries.public_events(filters.Filter(format=slug), now)
    coming = [event for event in events if not event.is_cancelled][:MOST_DATES]
    # German, as the text is, whatever language the address asks for.
    with force_locale("de"):
        return render_template(
            "programme/easy_format.html", format=format, text=text, cards=[cards.card(event, now) for event in coming]
        )


@bp.get("/formate/<slug>/<language>")
@access.everyone
@pages.kept(revision.by_minute)
def spoken_format(slug, language):
    """Show a format in another language: what it says there, what it says only in German marked as such, its dates."""
    if language not in translation_words.HEADINGS:
        abort(404)
    now = clock.now()
    format = queries.get_format(slug)
    text = translation_queries.find_text(format.id, language) or abort(404)
    events = queries.public_events(filters.Filter(format=slug), now)
    coming = [event for event in events if not event.is_cancelled][:MOST_DATES]
    return render_template(
        "programme/spoken_format.html",
        format=format, text=text, words=translation_words.HEADINGS[language], language=language,
        dates=[(event, translation_words.days(event, language)) for event in coming],
    )  # fmt: skip


def _language():
    """Return the language that the address names; the first where it names none."""
    language = request.args.get("sprache", default=next(iter(LANGUAGES)))
    return language if language in LANGUAGES else abort(404)


def _page(form, original, name, language, texts, back, why_not, format=None):
    """Answer with the form for a language beside the German original."""
    return forms.page(
        "programme/translate.html", form, original=original, name=name, language=language, languages=LANGUAGES,
        texts=texts, back=back, why_not=why_not, format=format, lang=translation_words.lang(language),
    )  # fmt: skip


def _saved(endpoint, language, **which):
    flash(_("%(language)s: gespeichert.", language=LANGUAGES[language]), "good")
    return redirect(url_for(endpoint, sprache=language, **which), 303)
