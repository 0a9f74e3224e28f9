"""The team's pages about formats: the list, a new one, changing one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import clock, forms, stale
from app.accounts import access
from app.accounts.models import PROGRAMME
from app.alliance import queries as alliance
from app.programme import format_following, format_queries, format_rules, formats, queries
from app.programme.format_forms import MODES, FormatForm, asks_of_room
from app.programme.models import ONLINE, ONSITE

bp = Blueprint("formats", __name__)
bp.add_app_template_filter(format_rules.find_host, "host_of")
bp.add_app_template_filter(asks_of_room)


@bp.get("/team/formate")
@access.team(PROGRAMME)
def all_formats():
    """List all formats, each with the number of its coming events."""
    found = queries.all_formats()
    return render_template(
        "programme/team_formats.html",
        formats=found,
        seats={format.id: _seats_text(format) for format in found},
        coming=queries.count_coming_by_format(clock.now()),
        modes=MODES,
        may_change=access.places(PROGRAMME) is None,
    )


@bp.route("/team/formate/neu", methods=["GET", "POST"])
# A format is nobody's place: who plans for one place uses formats, but does not change them for all.
@access.team(PROGRAMME, at=access.everywhere)
def create_format():
    """Make a format."""
    form = format_form()
    if form.is_sent_and_valid():
        with form.catching_refusals():
            made = formats.create_format(**form.facts())
            flash(
                _("„%(format)s“ ist angelegt. Jetzt können Sie Veranstaltungen davon planen.", format=made.name), "good"
            )
            return redirect(url_for(".all_formats"), 303)
    return forms.page("programme/team_format.html", form, format=None)


@bp.route("/team/formate/<int:format_id>", methods=["GET", "POST"])
@access.team(PROGRAMME, at=access.everywhere)
def change_format(format_id):
    """Change a format; the page says what becomes of the events that are planned."""
    found = queries.get_format_by_id(format_id)
    form = format_form(found)
    if form.is_sent_and_valid():
        with form.catching_refusals():
            before = format_following.latest_change(format_id)
            formats.change_format(format_id, seen=stale.seen(), **form.facts())
            flash(_("Gespeichert."), "good")
            return redirect(_what_follows(format_id, before), 303)
        found = queries.get_format_by_id(format_id)
    number = queries.count_coming_by_format(clock.now()).get(format_id, 0)
    shown = formats.as_shown(found)
    return forms.page(
        "programme/team_format.html", form, format=found, coming=number, more=_more(found),
        seen=stale.carried(form, shown), differences=stale.differences(form, shown),
    )  # fmt: skip


def _what_follows(format_id, before):
    """Return where to go after a change: to the page that asks which planned events follow, where there are some."""
    number = format_following.latest_change(format_id)
    changed = format_following.find_change(format_id, number) if number != before else {}
    if format_following.followings(format_id, changed, clock.now()):
        return url_for("format_following.follow", format_id=format_id, aenderung=number)
    return url_for(".all_formats")


def _seats_text(format):
    """ "12", or "12 + 30 digital"."""
    onsite, online = (format_rules.seats_of(format)[kind] for kind in (ONSITE, ONLINE))
    if not online:
        return str(onsite)
    return f"{onsite} + {online} {_('digital')}" if onsite else f"{online} {_('digital')}"


def _more(format):
    """Return what else there is to do with a format, as (label, address, what is there)."""
    shown, missing = _("Steht auf der Seite und in der Liste."), _("Noch keines: Zeigen Sie, was passiert.")
    return [
        (
            _("Bild"), url_for("format_pictures.change_picture", format_id=format.id),
            shown if format.picture else missing,
        ),
        (
            _("Anmeldung"), url_for("asking.asks", format_id=format.id),
            _("Was wir fragen und wozu, Warteliste, Plätze für Rollstühle."),
        ),
        (
            _("In anderen Sprachen"), url_for("translation.translate_format", format_id=format.id),
            _("Auch in Leichter Sprache."),
        ),
        (_("So sehen es Gäste"), f"/formate/{format.slug}", _("Die öffentliche Seite mit den nächsten Terminen.")),
    ]  # fmt: skip


def format_form(format=None):
    """Return the form of a format, new or known, with what our rooms and stock can offer."""
    return FormatForm(alliance.all_areas(), format, format_queries.known_layouts(), format_queries.known_needs())
