"""What a house needs before it opens, and opening and closing it."""

from dataclasses import dataclass
from enum import Enum

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import rules as account_rules
from app.accounts.models import ADMINISTRATION, Account, Invitation
from app.alliance import house_actions, house_queries
from app.alliance.houses import House
from app.alliance.models import InnovationArea, Place
from app.database import db, lock, transaction
from app.errors import Refused
from app.notifications import rules as mail_rules
from app.programme.models import PUBLISHED, Event, Format
from app.rooms.models import Room, RoomHours
from app.seasons.models import Season

# The address with which a new house begins. Mail to it reaches nobody.
PLACEHOLDER = "team@example.org"


class OpeningRefusal(Enum):
    """Why a house stays closed."""

    MISSING = _("Das Haus kann noch nicht öffnen. Es fehlt: %(missing)s.")


@dataclass(frozen=True)
class Step:
    """One thing to set up: what it is, what it is for, where it is done."""

    title: str
    why: str
    path: str
    is_required: bool = False


# In the order in which somebody would do them.
STEPS = {
    "facts": Step(
        _("Name und E-Mail-Adresse"), _("Damit Gäste wissen, wo sie sind, und Sie fragen können."),
        "/team/haus/angaben", is_required=True,
    ),
    "imprint": Step(
        _("Impressum"), _("Wer verantwortlich ist, muss da stehen, bevor jemand die Seiten sieht (§ 5 DDG)."),
        "/team/haus/angaben#imprint", is_required=True,
    ),
    "privacy": Step(
        _("Verantwortlich für den Datenschutz"), _("Wer Daten annimmt, sagt, wer dafür einsteht (Art. 13 DSGVO)."),
        "/team/haus/angaben#privacy", is_required=True,
    ),
    "mail": Step(
        _("E-Mail, mit Probe"),
        _("Gäste bestätigen ihre Plätze per E-Mail. Es zählt ein Mailserver, der eine Probe angenommen hat: "
          "Aus einem Ordner auf diesem Rechner bekommt niemand Post."),
        "/team/haus/mail", is_required=True,
    ),
    "address": Step(
        _("Ihre eigene Adresse"),
        _("team@example.org steht nur für den Anfang da und bekommt keine Post. Laden Sie sich unter „Menschen“ selbst "
          "ein, als Verwaltung, und schließen Sie dann das Konto des Anfangs."),
        "/team/menschen", is_required=True,
    ),
    "place": Step(
        _("Erster Ort"), _("Wo das Haus zu finden ist. Räume und Veranstaltungen vor Ort brauchen einen."),
        "/team/orte/neu", is_required=True,
    ),
    "demo": Step(
        _("Vorführung entfernt"), _("Erfundene Veranstaltungen dürfen nicht wie echte im Programm stehen."),
        "/team/vorfuehrung", is_required=True,
    ),
    "room": Step(_("Erster Raum"), _("Was man bei Ihnen buchen und bespielen kann."), "/team/raeume/neu"),
    "hours": Step(_("Öffnungszeiten"), _("Wann der Raum zu haben ist. Sie stehen beim Raum."), "/team/raeume"),
    "area": Step(_("Bereiche"), _("Woran das Haus arbeitet. Jedes Format gehört zu einem."), "/team/bereiche"),
    "format": Step(
        _("Erstes Format"), _("Die Vorlage, aus der Veranstaltungen werden: Repair-Café, Lesekreis, Werkstatt."),
        "/team/formate/neu",
    ),
    "event": Step(
        _("Erste Veranstaltung, veröffentlicht"), _("Damit im Programm etwas steht, wenn die Ersten nachsehen."),
        "/team/veranstaltungen/neu",
    ),
    "texts": Step(_("Begrüßung"), _("Zwei, drei Sätze auf der Startseite."), "/team/haus/texte"),
    "picture": Step(_("Bild"), _("Zeigt auf der Startseite, wie es bei Ihnen aussieht."), "/team/haus/bild"),
    "colours": Step(_("Farben"), _("Die Ihres Hauses, so lange alle sie lesen können."), "/team/haus/farben"),
    "colleague": Step(
        _("Erste Kollegin, erster Kollege"), _("Damit nicht alles an einer Person hängt. Eine Einladung genügt."),
        "/team/menschen/einladen",
    ),
}  # fmt: skip


def done():
    """Return the keys of the STEPS that are done."""
    house = db.session.get_one(House, 1, populate_existing=True)
    mail_url, sender = (
        getattr(house, name) or current_app.config[house_queries.FALLBACKS[name]] for name in ("mail_url", "mail_from")
    )
    found = db.session.execute(
        sa.select(
            sa.exists(sa.select(Place.id)).label("place"),
            sa.exists(sa.select(Room.id).where(Room.retired_at.is_(None))).label("room"),
            sa.exists(sa.select(RoomHours.id)).label("hours"),
            sa.exists(sa.select(InnovationArea.id)).label("area"),
            sa.exists(sa.select(Format.id)).label("format"),
            sa.exists(sa.select(Event.id).where(Event.state == PUBLISHED)).label("event"),
            sa.or_(
                sa.select(sa.func.count(Account.id)).where(Account.is_open).scalar_subquery() > 1,
                sa.exists(sa.select(Invitation.id).where(*_is_open_invitation())),
            ).label("colleague"),
            sa.not_(
                sa.exists(
                    sa.select(Account.id).where(
                        Account.email == PLACEHOLDER, Account.is_open, Account.grants.any(role=ADMINISTRATION)
                    )
                )
            ).label("address"),
            sa.not_(
                sa.or_(*(sa.exists(sa.select(each.id).where(each.is_demo)) for each in (Season, Event, Format, Room)))
            ).label("demo"),
        )
    ).one()
    facts = {
        **found._asdict(),
        "facts": bool(house.name and house.email),
        "imprint": house_queries.has_imprint(house.imprint),
        "privacy": bool(house.privacy),
        "mail": (
            mail_rules.leaves_the_machine(mail_url)
            and house.mail_tested_at is not None
            and not house_queries.is_example(sender)
        ),
        "texts": bool(house.texts),
        "picture": house.picture is not None,
        "colours": bool(house.colours),
    }
    return {key for key, is_done in facts.items() if is_done}


def path_of(key):
    """Return the path of the page on which a step is done, as things are now."""
    if key == "hours":
        room_id = db.session.scalar(sa.select(sa.func.min(Room.id)).where(Room.retired_at.is_(None)))
        if room_id is not None:
            return f"/team/raeume/{room_id}/oeffnungszeiten"
    return STEPS[key].path


def missing():
    """Return the Steps without which the house may not open."""
    ready = done()
    return [step for key, step in STEPS.items() if step.is_required and key not in ready]


def open_house():
    """Show the house to everybody. Raises Refused, with all that is missing."""
    with transaction():
        house = lock(House, 1)
        if house.is_open:
            return
        if steps := missing():
            raise Refused(OpeningRefusal.MISSING, missing=", ".join(str(step.title) for step in steps))
        house_actions.change_house(is_open=True)


def close_house():
    """Show guests that the house is not open. Twice does no harm."""
    house_actions.change_house(is_open=False)


def _is_open_invitation():
    begins = clock.now() - account_rules.INVITATION_LIVES
    return Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.invited_at > begins
