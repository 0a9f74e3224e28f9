"""May somebody sign in now?"""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

FREE_FAILURES = 5
LONGEST_PAUSE = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
SHORTEST_PASSWORD = 12


class SignInRefusal(Enum):
    """One answer for a wrong password, an unknown address and a closed account: nobody learns which."""

    WRONG = _("Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.")
    TOO_OFTEN = _("Das waren viele Versuche. Bitte warten Sie 15 Minuten und versuchen Sie es dann noch einmal.")


def why_not_try(failures, last_failed_at, now):
    """Return why somebody must wait before the next try, or None; the pause doubles with each failure."""
    if failures < FREE_FAILURES or now - last_failed_at > FORGET_AFTER:
        return None
    pause = min(LONGEST_PAUSE, timedelta(seconds=30 * 2 ** min(failures - FREE_FAILURES, 10)))
    return SignInRefusal.TOO_OFTEN if now < last_failed_at + pause else None
