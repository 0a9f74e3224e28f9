"""What stands in the way of a booking, in words for the team: who has which piece of the room, when."""

from flask_babel import gettext as _

from app import display


def in_words(room, booking):
    """Say how a booking keeps others from a room, as "Saal Nord ist Teil von Saal. Dort läuft …, danach …"."""
    where = _where(room, booking.room)
    when = display.span(booking.starts_at, booking.ends_at)
    what = _("„%(title)s“ (%(when)s)", title=booking.title, when=when)
    parts = [f"{where} {what}"]
    if booking.setup_min:
        parts.append(_("davor %(length)s Aufbau", length=display.duration(booking.setup_min)))
    if booking.teardown_min:
        parts.append(_("danach %(length)s Abbau", length=display.duration(booking.teardown_min)))
    return ", ".join(parts) + "."


def _where(room, other):
    """Say how two rooms hang together, up to the word before the title."""
    mine, theirs = set(room.parts), set(other.parts)
    if room.id == other.id:
        return _("%(room)s ist schon belegt:", room=room.place_line)
    if mine < theirs:
        return _("%(room)s ist Teil von %(other)s. Dort läuft", room=room.name, other=other.place_line)
    if theirs < mine:
        return _("%(other)s ist Teil von %(room)s. Dort läuft", room=room.place_line, other=other.name)
    shared = ", ".join(part.name for part in room.parts if part in theirs)
    return _(
        "%(room)s und %(other)s teilen sich %(shared)s. Dort läuft", room=room.name, other=other.name, shared=shared
    )
