"""Who changed what, from what to what, and who looked at personal data: to read, to filter, to take along."""

import csv
import io
from dataclasses import fields
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Optional

from app import clock, forms
from app.accounts import access, audit
from app.accounts.models import ADMINISTRATION
from app.operations import trail_queries, trail_words

bp = Blueprint("trail", __name__)

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TrailForm(forms.Form):
    """What somebody looks for in the trail; the form is a GET form."""

    who = SelectField(_("Wer"), validators=[Optional()])
    kind = SelectField(_("Worum es ging"), validators=[Optional()])
    about = StringField(_("Genau dieses"))
    von = DateField(_("Vom"), validators=[Optional()])
    bis = DateField(_("Bis"), validators=[Optional()])
    looks = BooleanField(_("Nur, wer persönliche Angaben angesehen hat"))


@bp.get("/team/protokoll")
@access.team(ADMINISTRATION)
def entries():
    """Show the trail, the newest first, as filtered."""
    wanted, page = _wanted(), max(1, request.args.get("seite", 1, type=int))
    found, has_more = trail_queries.entries(wanted, min(page, 10_000))
    return render_template(
        "operations/trail.html",
        form=_form(wanted), rows=[(entry, *trail_words.thing(entry)) for entry in found], words=trail_words,
        may_follow=access.may_follow, pages=_pages(wanted, page, has_more), query=_query(wanted),
        is_filtered=wanted != trail_queries.Wanted(), most=trail_queries.MOST_EXPORTED,
    )  # fmt: skip


@bp.get("/team/protokoll.csv")
@access.team(ADMINISTRATION)
def export():
    """Send what is filtered as a file for spreadsheets (CSV, RFC 4180); that somebody took it is noted."""
    wanted = _wanted()
    audit.look("export_trail", "trail")
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([_("Wann"), _("Wer"), _("Was"), _("Worum"), _("Einzelheiten"), "act", "about"])
    for entry in trail_queries.exported(wanted):
        label, _path = trail_words.thing(entry)
        cells = (
            clock.local(entry.at).isoformat(timespec="seconds"), trail_words.who(entry), trail_words.act(entry), label,
            " · ".join(trail_words.details(entry)), entry.act, entry.about,
        )  # fmt: skip
        writer.writerow([_harmless(str(cell)) for cell in cells])
    # The mark tells spreadsheets that this is UTF-8.
    answer = current_app.response_class("\ufeff" + sink.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="protokoll.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _harmless(cell):
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _wanted():
    """Return what the address asks for; an unknown person or kind finds nothing, a bad day is a 400 that says so."""
    args = request.args
    who = args.get("who", "")
    if who and who != trail_queries.NOBODY and not (who.isascii() and who.isdecimal() and len(who) < 10):
        abort(404)
    return trail_queries.Wanted(
        who=who, kind=args.get("kind", "")[:60], about=args.get("about", "").strip()[:60], looks="looks" in args,
        von=_day(args.get("von")), bis=_day(args.get("bis")),
    )  # fmt: skip


def _day(raw):
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2199:
        abort(400, _("Bitte schreiben Sie den Tag so: 2027-02-06."))
    return day


def _form(wanted):
    form = TrailForm(data={each.name: getattr(wanted, each.name) for each in fields(wanted)})
    nobody = (trail_queries.NOBODY, _("Das System, oder jemand ohne Konto"))
    people = [(str(ident), name or _("(gelöscht)")) for ident, name in trail_queries.people()]
    form.who.choices = [("", _("Alle")), *people, nobody]
    kinds = sorted(((kind, str(word)) for kind, (word, _path) in trail_words.THINGS.items()), key=lambda pair: pair[1])
    form.kind.choices = [("", _("Alles")), *kinds]
    return form


def _query(wanted):
    pairs = ((each.name, getattr(wanted, each.name)) for each in fields(wanted))
    return urlencode([(name, "1" if value is True else value) for name, value in pairs if value])


def _pages(wanted, page, has_more):
    def link(number):
        return "?" + "&".join(part for part in (_query(wanted), f"seite={number}") if part)

    return {
        "text": _("Seite %(page)s", page=page),
        "prev": (_("Neuere"), link(page - 1)) if page > 1 else None,
        "next": (_("Ältere"), link(page + 1)) if has_more else None,
    }
