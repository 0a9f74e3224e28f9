"""May somebody sign in now, and what may they open?"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.accounts.models import ADMINISTRATION, DOOR, REPRESENTATIVE

FREE_FAILURES = 5
LONGEST_PAUSE = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
SHORTEST_PASSWORD = 12
INVITATION_LIVES = timedelta(days=7)


class SignInRefusal(Enum):
    """One answer for a wrong password, an unknown address and a closed account: nobody learns which."""

    WRONG = _("Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.")
    TOO_OFTEN = _("Das waren viele Versuche. Bitte warten Sie 15 Minuten und versuchen Sie es dann noch einmal.")


class RoleRefusal(Enum):
    """Why a role stays where it is."""

    LAST_ADMINISTRATOR = _(
        "Das ist das letzte Konto mit der Rolle Verwaltung. Bitte geben Sie die Rolle zuerst noch jemandem."
    )


class PasswordRefusal(Enum):
    """Why a password is not taken, and what would be."""

    SHORT = _("Bitte nehmen Sie mindestens %(least)s Zeichen, zum Beispiel vier zufällige Wörter.")
    LEAKED = _(
        "Dieses Passwort steht so oder ähnlich auf Listen, die Angreifer ausprobieren. Bitte nehmen Sie ein anderes, "
        "zum Beispiel vier zufällige Wörter."
    )
    GUESSABLE = _(
        "Dieses Passwort lässt sich erraten: Es besteht aus bekannten Wörtern, Namen, Jahreszahlen oder Reihen. Bitte "
        "nehmen Sie ein anderes, zum Beispiel vier zufällige Wörter, die nichts mit Ihnen oder dem Haus zu tun haben."
    )
    OLD_IS_WRONG = _("Das bisherige Passwort stimmt nicht. Bitte prüfen Sie es.")
    LINK_ENDED = _("Dieser Link ist schon benutzt oder älter als eine Stunde. Fordern Sie bitte einen neuen an.")


class AddressRefusal(Enum):
    """Why another address does not become somebody's own."""

    WRONG_PASSWORD = _("Das Passwort stimmt nicht. Bitte prüfen Sie es.")
    LINK_ENDED = _(
        "Dieser Link ist schon benutzt, älter als eine Stunde, oder die Adresse gehört inzwischen zu einem anderen "
        "Konto. Fordern Sie unter „Mein Konto“ bitte einen neuen an."
    )


class SecondFactorRefusal(Enum):
    """Why a code is not taken, or the second factor stays as it is."""

    WRONG_CODE = _(
        "Dieser Code stimmt nicht, oder er wurde schon benutzt. Bitte warten Sie auf den nächsten in Ihrer App."
    )
    ALREADY = _("Ihr zweiter Faktor ist schon eingerichtet. Für ein neues Telefon schalten Sie ihn zuerst aus.")
    NOT_SET_UP = _("Für dieses Konto ist kein zweiter Faktor eingerichtet.")
    REQUIRED = _("Für Ihre Rolle ist der zweite Faktor vorgeschrieben. Er bleibt eingeschaltet.")
    OLD_PAGE = _("Diese Seite war zu lange offen. Bitte richten Sie Ihr Telefon mit dem neuen Code ein.")


class InvitationRefusal(Enum):
    """Why somebody is not invited, or an invitation cannot be accepted."""

    ALREADY_INVITED = _(
        "An diese Adresse ist schon eine Einladung offen. Senden Sie sie noch einmal, oder ziehen Sie sie zurück."
    )
    CLOSED = _("Das Konto dieser Adresse ist geschlossen. Öffnen Sie es unter „Menschen“, statt neu einzuladen.")
    NO_ROLE = _("Bitte wählen Sie mindestens eine Rolle.")
    ENDED = _("Diese Einladung ist schon angenommen oder zurückgezogen. Sie können eine neue schicken.")
    USED = _("Diese Einladung ist schon angenommen. Melden Sie sich mit Ihrer Adresse und Ihrem Passwort an.")
    WITHDRAWN = _("Diese Einladung wurde zurückgezogen. Fragen Sie bitte die Person, die Sie eingeladen hat.")
    REPLACED = _("Zu dieser Einladung gibt es eine neuere E-Mail. Bitte nehmen Sie den Link aus der neuesten.")
    EXPIRED = _("Diese Einladung galt sieben Tage und ist abgelaufen. Bitten Sie um eine neue.")
    HAS_ACCOUNT = _("Für diese Adresse gibt es schon ein Konto. Bitte melden Sie sich damit an.")
    OTHER_ADDRESS = _(
        "Diese Einladung ging an eine andere Adresse. Bitte melden Sie sich ab und mit der eingeladenen Adresse an."
    )


def why_not_accept(invitation, version, now):
    """Return why the link of this version does not accept an invitation, or None."""
    if invitation.accepted_at:
        return InvitationRefusal.USED
    if invitation.withdrawn_at:
        return InvitationRefusal.WITHDRAWN
    if invitation.version != version:
        return InvitationRefusal.REPLACED
    return None if now < ends_at(invitation) else InvitationRefusal.EXPIRED


def ends_at(invitation):
    """Return until when an invitation can be accepted, seven days after it was last sent."""
    return invitation.invited_at + INVITATION_LIVES


def why_not_try(failures, last_failed_at, now):
    """Return why somebody must wait before the next try, or None; the pause doubles with each failure."""
    if failures < FREE_FAILURES or now - last_failed_at > FORGET_AFTER:
        return None
    pause = min(LONGEST_PAUSE, timedelta(seconds=30 * 2 ** min(failures - FREE_FAILURES, 10)))
    return SignInRefusal.TOO_OFTEN if now < last_failed_at + pause else None


@dataclass(frozen=True)
class Where:
    """What a page is about: its places (None: the whole house), its organisations, and whether it is today's."""

    places: frozenset | None = None
    organisations: frozenset = frozenset()
    is_today: bool = False


def may_open(grants, roles, where=None):
    """Tell whether one of the grants opens what is open to these roles; `where` None asks for anywhere at all."""
    return any(_opens(grant, roles, where) for grant in grants)


def places(grants, roles):
    """Return the places at which one of the roles holds, or None where one of them holds everywhere."""
    held = [grant for grant in grants if grant.role in (*roles, ADMINISTRATION)]
    if any(grant.place_id is None and grant.role != REPRESENTATIVE for grant in held):
        return None
    return frozenset(grant.place_id for grant in held if grant.place_id)


def _opens(grant, roles, where):
    if grant.role == ADMINISTRATION:
        return True
    if grant.role not in roles:
        return False
    if where is None:
        return True
    if grant.role == REPRESENTATIVE:
        return grant.organisation_id in where.organisations
    if grant.role == DOOR and not where.is_today:
        return False
    return grant.place_id is None or where.places is None or grant.place_id in where.places
