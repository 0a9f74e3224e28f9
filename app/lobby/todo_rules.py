"""What the team has to do so that people get into digital rooms."""

from flask_babel import gettext as _

from app import display
from app.accounts.models import DOOR, PROGRAMME
from app.lobby import queries, rules
from app.programme.todo_lines import todo_of


def lobby_lines(now):
    """Return events whose digital room has no way in, and those whose video service fails."""
    found = []
    for door in queries.coming_doors(now):
        room, row = door.room, door.row
        if not door.has_way_in:
            found.append(todo_of(
                door.event, now, f"no-way-in-{door.booking.id}",
                _("%(room)s hat noch keine Adresse: Niemand käme hinein.", room=room.name), _("Raum ansehen"), "raum",
                due_at=door.date.starts_at, marker=str(room.id), roles=(PROGRAMME,),
            ))  # fmt: skip
        elif row is not None and row.failures >= rules.WORTH_TELLING:
            found.append(todo_of(
                door.event, now, f"video-fails-{door.booking.id}",
                _("Der Videodienst von %(room)s macht Schwierigkeiten, zuletzt um %(time)s: %(why)s",
                  room=room.name, time=display.time(row.failed_at), why=row.failure),
                _("Raum ansehen"), "raum", due_at=row.failed_at, roles=(PROGRAMME, DOOR),
            ))  # fmt: skip
    return found
