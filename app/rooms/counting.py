"""Counting what people look for in vain. No person, no address, and no single question can be told from a count."""


from app import clock
from app.database import db, insert_into, transaction
from app.rooms.misses import SearchMiss

# Numbers of persons are counted up to the next of these: houses think in sizes of rooms.
SIZES = (5, 10, 20, 30, 50, 80, 120, 200, 500)


def count_miss(wish, now):
    """Count that nobody could be given what a wish asks for."""
    start = clock.local(wish.starts_at)
    key = {
        "asked_on": clock.today(now), "place_key": wish.place or "", "persons": size_of(wish.persons or 1),
        "weekday": start.weekday(), "hour": start.hour,
    }  # fmt: skip
    insert = insert_into(SearchMiss).values(**key, count=1)
    with transaction():
        db.session.execute(insert.on_conflict_do_update(index_elements=list(key), set_={"count": SearchMiss.count + 1}))


def size_of(persons):
    """Return up to which size of room so many people are counted."""
    return next((size for size in SIZES if persons <= size), SIZES[-1])
