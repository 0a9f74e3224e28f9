"""What the team has to do about our own feeds: those that have grown too long for the programs that read them."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.accounts.models import PROGRAMME, ROOMS
from app.accounts.rules import Where
from app.calendars import feeds, room_feed
from app.programme.todo import Todo

# From here on programs become slow: Thunderbird needs a minute for 10,000 entries, others longer.
MOST_ENTRIES = 1500


def long_feeds(now):
    """Return the feed of the programme and those of rooms that have more entries than programs like to read."""
    number = feeds.count_of_programme(now)
    if number > MOST_ENTRIES:
        yield Todo(
            rule="long-feed", about="programme", title=_("Kalender des ganzen Programms"), text=_text(number),
            act=_("Kalender auswählen"), href="/kalender", roles=(PROGRAMME,), **_settled(number),
        )  # fmt: skip
    for room in room_feed.longer_than(MOST_ENTRIES, now):
        yield Todo(
            rule="long-feed", about=f"room:{room.id}", title=_("Kalender des Raums %(room)s", room=room.name),
            text=_text(room.number), act=_("Ansehen"), href=f"/raeume/{room.slug}/frei", roles=(ROOMS,),
            where=Where(places=frozenset({room.place_id}) if room.place_id else None), **_settled(room.number),
        )  # fmt: skip


def _text(number):
    return _(
        "Dieser Kalender hat %(num)s Einträge. Ab %(most)s wird er langsam: Thunderbird etwa steht dann lange still. "
        "Empfehlen Sie stattdessen den Kalender eines Formats, eines Bereichs oder eines Ortes.",
        num=format_decimal(number), most=format_decimal(MOST_ENTRIES),
    )  # fmt: skip


def _settled(number):
    """Settled for good until it is as much longer again."""
    return {"marker": str(number // MOST_ENTRIES), "settle": _("Das ist in Ordnung")}
