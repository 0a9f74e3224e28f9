"""When somebody hears of new dates."""

from datetime import datetime, time, timedelta

from app import clock

# What was just published may be wrong and called off again: nobody hears of it before.
WAIT = timedelta(minutes=15)
# Whoever publishes several one after the other makes one mail, and nobody gets more than about one an hour.
BUNDLE = timedelta(hours=1)
# News that could not go out for so long are none any more.
LATE = timedelta(days=3)
# Thursday at eight: in time for the weekend. Monday is 0.
DIGEST_DAY, DIGEST_TIME = 3, time(8)
WEEK = timedelta(weeks=1)
# Further back nobody looks for what was never announced.
LOOK_BACK = timedelta(days=30)
# How long an address may wait to be confirmed, and how many wishes of one may wait at once.
FORGET_UNCONFIRMED = timedelta(hours=24)
MOST_UNCONFIRMED = 5
# So many mails in a row that did not arrive, and nobody reads them.
MOST_FAILED = 3


def is_time_to_announce(published, last_at, now):
    """Tell whether what was published goes to its followers now.

    `published`: the moments of what nobody was told of, in order; `last_at`: when that happened last, or None.
    """
    if not published or published[0] > now - WAIT:
        return False
    is_calm = published[-1] <= now - WAIT and (last_at is None or last_at <= now - BUNDLE)
    return is_calm or published[0] <= now - BUNDLE


def next_digest(now):
    """Return the moment of the next weekly mail: eight o'clock on the clock of the house, whatever the clock does."""
    day = clock.today(now)
    day += timedelta(days=(DIGEST_DAY - day.weekday()) % 7)
    while (moment := clock.from_wall(datetime.combine(day, DIGEST_TIME))) <= now:
        day += WEEK
    return moment
