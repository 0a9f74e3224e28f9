"""The administration's page about chats that hear what the house's mailbox is told."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _

from app import forms
from app.accounts import access
from app.accounts.models import ADMINISTRATION
from app.notifications import chat_actions, chat_schemes, chats
from app.notifications.chat_forms import ChatForm

bp = Blueprint("chats", __name__)


@bp.route("/team/haus/chat", methods=["GET", "POST"])
@access.team(ADMINISTRATION)
def channels():
    """List the chats, and add one."""
    form = ChatForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            chat_actions.add_chat(form.name.data, form.url.data, form.groups.data)
            flash(_("Gespeichert. Schicken Sie gleich eine Probe."), "good")
            return redirect(url_for(".channels"), 303)
    kinds = {kind.name: kind for kind in chat_schemes.KINDS.values() if not kind.is_plain}
    return forms.page(
        "notifications/chats.html", form, chats=chats.all_chats(), groups=chats.GROUPS, kinds=kinds.values(),
        kind_of=lambda chat: chat_schemes.KINDS[chat_schemes.scheme_of(chat.url)].name,
    )  # fmt: skip


@bp.post("/team/haus/chat/<int:chat_id>/probe")
@access.team(ADMINISTRATION)
def send_probe(chat_id):
    """Send a test message, and say what came of it."""
    try:
        problem = chat_actions.try_chat(chat_id)
    except LookupError:
        abort(404)
    if problem:
        flash(problem, "bad")
    else:
        flash(_("Der Chat hat die Probe angenommen. Bitte sehen Sie nach, ob sie dort steht."), "good")
    return redirect(url_for(".channels"), 303)


@bp.post("/team/haus/chat/<int:chat_id>/entfernen")
@access.team(ADMINISTRATION)
def remove(chat_id):
    """Tell a chat nothing more."""
    try:
        chat_actions.remove_chat(chat_id)
    except LookupError:
        abort(404)
    flash(_("Dieser Chat erfährt nichts mehr. Wir haben seine Adresse gelöscht."), "good")
    return redirect(url_for(".channels"), 303)
