"""New dates by mail, without an account: asking for them, confirming, changing how often, and ending it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from wtforms import RadioField

from app import forms, pages, public_forms, security, typed
from app.accounts import access
from app.errors import Refused
from app.limits import limit_bookings
from app.programme import revision, subscribing, subscribing_links, subscribing_queries
from app.programme.subscribers import SINGLE, WEEKLY
from app.public_forms import PublicForm

bp = Blueprint("following", __name__)

CADENCES = {
    SINGLE: _("Eine E-Mail, sobald es neue Termine gibt"), WEEKLY: _("Einmal in der Woche, donnerstags alles zusammen"),
}  # fmt: skip
# The last step of the addresses of all that can be followed.
_THINGS = "/folgen/<any(format, bereich, ort):kind>/<key>"


class FollowForm(PublicForm):
    """An address, and how often it wants to hear."""

    email = public_forms.email_field()
    cadence = RadioField(_("Wie oft sollen wir schreiben?"), choices=typed.choices(CADENCES.items()), default=SINGLE)
    language = public_forms.language_field()


@bp.route(_THINGS, methods=["GET", "POST"])
@access.everyone
@limit_bookings
def follow(kind, key):
    """Ask for the new dates of a format, an area or a place."""
    thing, form = subscribing_queries.get_thing(kind, key), FollowForm()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            if reason := form.why_not_sent_by_hand():
                raise Refused(reason)
            subscribing.ask(thing, form.email.data, form.cadence.data, form.language.data)
            return redirect(url_for(".almost_done", kind=kind, key=key), 303)
    return forms.page("programme/following.html", form, thing=thing)


@bp.get(f"{_THINGS}/fast-geschafft")
@access.everyone
@pages.kept(revision.by_minute)
def almost_done(kind, key):
    """Say that a mail is on its way: the same page for everybody."""
    return render_template("programme/following_almost_done.html", thing=subscribing_queries.get_thing(kind, key))


@bp.route("/folgen/bestaetigen/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def confirm(token):
    """Confirm that one wants to hear of new dates: GET shows the button, only POST does it."""
    ident, born = subscribing_links.read_confirm(token)
    found = subscribing_queries.find_follower(ident)
    if found is None or subscribing_links.born(found) != born:
        abort(404)
    form = forms.Form()
    if form.is_sent_and_valid():
        _or_gone(subscribing.confirm, ident)
        return redirect(url_for(".confirm", token=token), 303)
    return pages.private(
        forms.page(
            "programme/following_confirm.html", form, follower=found, thing=subscribing_queries.thing_of(found),
            cadence=CADENCES[found.cadence], manage_path=subscribing_links.manage_path(found.reader),
        )
    )  # fmt: skip


@bp.route("/folgen/meine/<token>", methods=["GET", "POST"])
@access.everyone
@limit_bookings
def mine(token):
    """Show all that an address follows; change how often it hears of it, end one or all."""
    reader = subscribing_links.read_manage(token)
    form = public_forms.LanguageForm()
    if form.is_sent_and_valid():
        what, number = request.form.get("was"), typed.whole(request.form.get("nummer")) or 0
        if what == "alles":
            subscribing.stop_all(reader)
        elif what == "ende":
            _or_gone(subscribing.stop, reader, number)
        elif what == "sprache":
            subscribing.write_in(reader, form.language.data)
        elif what in CADENCES:
            _or_gone(subscribing.set_cadence, reader, number, what)
        return redirect(url_for(".mine", token=token), 303)
    followed = [
        (follower, subscribing_queries.thing_of(follower), CADENCES[follower.cadence])
        for follower in subscribing_queries.confirmed_of(reader)
    ]
    if followed and request.method == "GET":
        # Whoever asked last said it last.
        form.language.data = followed[-1][0].language
    return pages.private(forms.page("programme/following_mine.html", form, followed=followed, weekly=WEEKLY))


@bp.route("/folgen/ende/<token>", methods=["GET", "POST"])
@access.everyone
@security.from_anywhere
def stop(token):
    """End all mails about new dates at once (RFC 8058): POST does it, without asking; GET shows the button.

    Programs send the POST without cookie, and scanners of mails open the link: neither of them has to be known here.
    """
    reader = subscribing_links.read_stop(token)
    if request.method == "POST":
        subscribing.stop_all(reader)
    followed = subscribing_queries.confirmed_of(reader)
    return pages.private(
        render_template(
            "programme/following_stop.html", things=[subscribing_queries.thing_of(each) for each in followed],
            manage_path=subscribing_links.manage_path(reader),
        )
    )  # fmt: skip


def _or_gone(act, *given):
    try:
        act(*given)
    except LookupError:
        # Ended just now.
        abort(404)
