"""Finding events by words. One look at the words that are known, one condition for the full text of the database."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.database import db, is_postgresql
from app.programme import folding
from app.programme.models import Event
from app.programme.searches import EventSearch, SearchWord

# How many words one term may stand for, and how many known ones are looked at for what a mistyped one was meant to be.
MOST_WORDS, MOST_KNOWN = 80, 4000


@dataclass(frozen=True)
class Search:
    """What somebody looks for: for each term the words it stands for; and how it was read where it was mistyped."""

    terms: tuple
    meant: str = ""
    typed: tuple = ()

    @property
    def is_in_title(self):
        """What the database is asked, for a SELECT that has EventSearch, whether the title says it all."""
        return sa.and_(*(EventSearch.title.contains(term, autoescape=True) for term in self.typed))

    @property
    def condition(self):
        """What the database is asked, for a SELECT that has Event; no event has what no word stands for."""
        if not all(self.terms):
            return sa.false()
        if is_postgresql():
            # Words are letters and digits, so none can end its quotes.
            wanted = " & ".join("(" + " | ".join(f"'{word}'" for word in words) + ")" for words in self.terms)
            return Event.id.in_(_POSTGRESQL.bindparams(wanted=wanted).columns(sa.column("event_id", sa.Integer)))
        wanted = " AND ".join("(" + " OR ".join(f'"{word}"' for word in words) + ")" for words in self.terms)
        return Event.id.in_(_SQLITE.bindparams(wanted=wanted).columns(sa.column("event_id", sa.Integer)))


_POSTGRESQL = sa.text(
    "SELECT event_id FROM event_searches"
    " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:wanted AS tsquery)"
)
_SQLITE = sa.text("SELECT rowid AS event_id FROM event_searches_fts WHERE event_searches_fts MATCH :wanted")


def search(typed):
    """Return the Search for what somebody typed, or None where there is no letter or digit in it. One statement."""
    terms = folding.terms(typed)
    if not terms:
        return None
    known = _known(terms)
    stands_for, read = [], []
    for term in terms:
        holding = [word for word in known if _holds(word, term)][:MOST_WORDS]
        words = holding or folding.meant(term, known)
        stands_for.append(tuple(words))
        read.append(words[0] if words and not holding else term)
    return Search(tuple(stands_for), " ".join(read) if read != terms else "", tuple(read))


def _holds(word, term):
    """Tell whether a term is the word, or a part of it; of one or two letters, only how it begins."""
    return word.startswith(term) if len(term) < 3 else term in word


def _known(terms):
    """Return the words that hold a term, before those of about the length of one that begin or end like it."""
    holding = sa.or_(*(
        SearchWord.word.contains(term) if len(term) > 2 else SearchWord.word.startswith(term) for term in terms
    ))  # fmt: skip
    nearly = [
        sa.and_(
            sa.func.length(SearchWord.word).between(len(term) - 2, len(term) + 2),
            sa.or_(SearchWord.word.startswith(term[:1]), SearchWord.word.endswith(term[-1:])),
        )
        for term in terms if len(term) > 3
    ]  # fmt: skip
    known = sa.select(SearchWord.word).where(sa.or_(holding, *nearly)).order_by(sa.case((holding, 0), else_=1))
    return db.session.scalars(known.limit(MOST_KNOWN)).all()
