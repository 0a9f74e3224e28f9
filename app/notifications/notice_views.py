"""What the house tells, for the team: the list, and each notice with what can be set about it, and its texts."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app import forms, stale
from app.accounts import access
from app.accounts.models import ADMINISTRATION, PROGRAMME
from app.alliance import words
from app.notifications import notice_actions, notice_forms, notices, own_texts, placeholders, texts

bp = Blueprint("notices", __name__)


@bp.get("/team/haus/nachrichten")
@access.team(PROGRAMME, ADMINISTRATION, at=access.everywhere)
def all_notices():
    """List what goes to whom, when, and why."""
    return render_template(
        "notifications/notices.html", groups=notices.GROUPS, settings=notices.settings(), written=own_texts.written(),
        languages=words.LANGUAGES, quiet=current_app.config["QUIET_HOURS"],
    )  # fmt: skip


@bp.route("/team/haus/nachrichten/<key>", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def notice(key):
    """Switch a notice on or off, and move it in time, where that can be done."""
    found = notices.BY_KEY.get(key) or abort(404)
    form = notice_forms.form_for(found, notices.setting_of(found))
    if form is not None and form.is_sent_and_valid():
        notice_actions.set_notice(found, *notice_forms.facts(form))
        flash(_("Gespeichert."), "good")
        return redirect(url_for(".notice", key=key), 303)
    facts = {"told": found, "texts": _languages(found)}
    if form is None:
        return render_template("notifications/notice.html", form=None, **facts)
    return forms.page("notifications/notice.html", form, **facts)


@bp.route("/team/haus/nachrichten/<key>/text/<language>", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def notice_text(key, language):
    """Write the text of a notice in a language, see how it reads, and send it to oneself for a look."""
    # Only who writes texts needs these.
    from app.notifications import own_text_actions, own_text_forms, previews

    found, act = _editable(key, language), request.form.get("act")
    form = own_text_forms.text_form(found.template, previews.start(found.template, language, current_user.name))
    shown = None
    if form.is_sent_and_valid():
        text = own_text_forms.typed_text(form)
        if act == "probe":
            own_text_actions.send_probe(found, text, current_user.id, current_user.email, current_user.name)
            flash(_("Die Probe geht gleich an %(mail)s.", mail=current_user.email), "good")
        elif act != "preview":
            with form.catching_refusals():
                own_text_actions.write_text(found, text, stale.seen())
                flash(_("Gespeichert. Ab jetzt gehen die Nachrichten so hinaus."), "good")
                return redirect(url_for(".notice_text", key=key, language=language), 303)
        shown = previews.preview(found.template, text, current_user.name)
    elif request.method == "GET":
        shown = previews.of_start(found.template, own_text_forms.typed_text(form), current_user.name)
    stored = own_text_actions.as_shown(found, language)
    return forms.page(
        "notifications/notice_text.html", form, told=found, language=language, name=words.LANGUAGES[language],
        is_own=stored["body"] != "", seen=stale.carried(form, stored), differences=stale.differences(form, stored),
        values=previews.values(found.template, language, current_user.name),
        needs=placeholders.tables()[found.template].needs, preview=shown,
        elsewhere=_elsewhere(found) if language == "de" else [],
        default=previews.default(found.template, current_user.name), as_html=texts.as_html,
    )  # fmt: skip


@bp.post("/team/haus/nachrichten/<key>/text/<language>/vorgabe")
@access.team(ADMINISTRATION)
def take_default_text(key, language):
    """Let a notice say again what it comes with."""
    from app.notifications import own_text_actions

    own_text_actions.take_default_text(_editable(key, language), language)
    flash(_("Es gilt wieder die Vorgabe."), "good")
    return redirect(url_for(".notice", key=key), 303)


def _editable(key, language):
    """Return the notice whose text in a language can be written, or abort with 404."""
    found = notices.BY_KEY.get(key) or abort(404)
    table = placeholders.tables().get(found.template)
    if table is None or language not in table.languages:
        abort(404)
    return found


def _elsewhere(found):
    """Return [(language, name)] of texts that come with WIRkstätte: what a house adds in German is not in them."""
    return [(each, name) for each, name, is_own, is_shipped in _languages(found)
            if is_shipped and not is_own and each != "de"]  # fmt: skip


def _languages(found):
    """Return [(language, name, whether the house wrote it, whether it comes with WIRkstätte)] of a notice's texts."""
    table = placeholders.tables().get(found.template)
    written = own_texts.written().get(found.template, ())
    return [
        (each, words.LANGUAGES[each], each in written, each == "de" or bool(own_texts.shipped(found.template, each)))
        for each in (table.languages if table else ())
    ]
