"""What of its barriers an event has promised its guests: whoever counts on it is told when it is no longer so."""

from flask_babel import lazy_gettext as _

from app.programme.where import ONLINE, ONSITE

# What a room can promise, by kind of seats; all rooms of an event together promise what each of them does.
OF_ROOMS = {
    ONSITE: {
        "step_free": _("Stufenfrei erreichbar"), "lift": _("Aufzug"),
        "accessible_wc": _("WC für Menschen im Rollstuhl"), "hearing_loop": _("Höranlage"),
    },
    ONLINE: {
        "live_captions": _("Untertitel während des Gesprächs"), "phone_dial_in": _("Einwahl mit dem Telefon"),
    },
}  # fmt: skip
SIGN_LANGUAGE = "sign_language"
WORDS = {**OF_ROOMS[ONSITE], **OF_ROOMS[ONLINE], SIGN_LANGUAGE: _("Gebärdensprache")}
COLUMNS = frozenset(OF_ROOMS[ONSITE]) | frozenset(OF_ROOMS[ONLINE])


def promises(sign_language, rooms, was=None):
    """Return {kind of seats: [promise]}; `was`: {room id: {column: old value}} of rooms that have just changed."""
    found = {}
    for kind, names in OF_ROOMS.items():
        own = [room for room in rooms if room.is_digital == (kind == ONLINE)]
        kept = [name for name in names if own and all(_keeps(room, name, was or {}) for room in own)]
        found[kind] = sorted([*kept, SIGN_LANGUAGE] if sign_language else kept)
    return found


def _keeps(room, name, was):
    value = was.get(room.id, {}).get(name, getattr(room, name))
    return value not in (None, False, "", "nein")


def lost(before, now):
    """Return whether anybody can no longer count on something: {kind: [promise]} before and now."""
    return any(set(names) - set(now.get(kind, ())) for kind, names in before.items())
