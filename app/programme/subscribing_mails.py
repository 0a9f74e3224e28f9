"""What the mails about new dates need to know, read when they are sent, and when they are not sent any more."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.programme import announcing, subscribing_links, subscribing_queries, subscribing_words
from app.programme.subscribers import WEEKLY, FollowerNews
from app.programme.subscribing_words import AT_ONCE, ON_THURSDAYS

CONFIRM, ALREADY = "programme/mail/follow_please_confirm", "programme/mail/follow_already"
TEMPLATES = (CONFIRM, ALREADY, announcing.MAIL, announcing.DIGEST)
# So many events stand in one mail, and where the others are.
MOST_EVENTS = 25

_FORGOTTEN = "Die Daten der Person wurden gelöscht."
_OVER = "Von diesen Terminen ist keiner mehr neu: abgesagt, schon vorbei, oder die Person folgt dem nicht mehr."


def register(facts):
    """Enter the mails into the outbox's register."""
    subscribing_words.register()
    facts[CONFIRM] = _of_follower(is_confirmed=False)
    facts[ALREADY] = _of_follower(is_confirmed=True)
    facts[announcing.MAIL] = facts[announcing.DIGEST] = _of_new_dates


def _of_follower(is_confirmed):
    def read(facts):
        found = subscribing_queries.find_follower(facts["follower_id"]) if facts else None
        if found is None:
            raise Drop(_FORGOTTEN)
        if (found.confirmed_at is not None) != is_confirmed:
            raise Drop("Das ist inzwischen bestätigt.")
        thing = subscribing_queries.thing_of(found)
        return {
            "thing": thing,
            "greeting": greeting(None),
            "language": found.language,
            "how_often": ON_THURSDAYS if found.cadence == WEEKLY else AT_ONCE,
            "is_weekly": found.cadence == WEEKLY,
            "thing_link": subscribing_links.whole(thing.page),
            "confirm_link": subscribing_links.whole(subscribing_links.confirm_path(found)),
            "manage_link": subscribing_links.whole(subscribing_links.manage_path(found.reader)),
        }

    return read


def _of_new_dates(facts):
    followers = subscribing_queries.confirmed_of(facts["reader"]) if facts else []
    if not followers:
        raise Drop(_FORGOTTEN)
    wanted = db.session.execute(
        sa.select(FollowerNews.follower_id, FollowerNews.event_id).where(
            FollowerNews.follower_id.in_([follower.id for follower in followers]),
            FollowerNews.event_id.in_(facts["event_ids"]),
        )
    ).all()
    events = subscribing_queries.coming_events({event_id for _follower, event_id in wanted}, clock.now())
    if not events:
        raise Drop(_OVER)
    reader, shown = facts["reader"], {event.id for event in events}
    why = {follower_id for follower_id, event_id in wanted if event_id in shown}
    shown_first = events[:MOST_EVENTS]
    return {
        "events": [(event, subscribing_links.whole(f"/veranstaltungen/{event.slug}")) for event in shown_first],
        "number": len(events),
        "more": max(0, len(events) - MOST_EVENTS),
        "things": [subscribing_queries.thing_of(each).name for each in followers if each.id in why],
        "greeting": greeting(None),
        "language": followers[-1].language,
        "programme_link": subscribing_links.whole("/programm"),
        "manage_link": subscribing_links.whole(subscribing_links.manage_path(reader)),
        "stop_link": subscribing_links.whole(subscribing_links.stop_path(reader)),
        "unsubscribe": subscribing_links.whole(subscribing_links.stop_path(reader)),
    }
