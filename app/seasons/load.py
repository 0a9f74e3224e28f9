"""One load of a season: what it says, what the last one said, and what came of it."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.database import db
from app.errors import Refused
from app.seasons.faults import Fault, place_of


@dataclass
class Load:
    """A season on its way into the house."""

    # In the weeks it is loaded into; `before` is what the file said last ({} at first).
    season: dict
    before: dict
    is_demo: bool
    # Whether what was a demo becomes the house's own, because a file of the house names it.
    claims: bool
    # (what was done, kind of thing) → ids.
    done: dict = field(default_factory=lambda: defaultdict(list))
    faults: list = field(default_factory=list)

    def said_already(self, key, entry):
        """Tell whether the last load said just this; then the thing stays as the team has it now."""
        return entry == self._entries_before(key).get(entry["id"])

    def entry_before(self, key, ident):
        """Return what the last load said of an id, or {}."""
        return self._entries_before(key).get(ident, {})

    def note(self, act, kind, ident):
        """Keep in mind that something was done; said twice, it counts once."""
        if ident not in self.done[act, kind]:
            self.done[act, kind].append(ident)

    def made(self, kind, ident):
        """Tell whether this load made the thing."""
        return ident in self.done.get(("new", kind), ())

    def put(self, model, known, key, facts, is_old=False, **only_new):
        """Make the thing with this key, or set what differs in it; `is_old`: the file says nothing new of it.

        Returns (thing, whether the file has its say). A demo changes nothing that is the house's own.
        """
        row = known.get(key)
        if row is None:
            row = known[key] = model(key=key, is_demo=self.is_demo, **facts, **only_new)
            db.session.add(row)
            self.note("new", model.__tablename__, key)
            return row, True
        self.claim(row)
        if is_old or (self.is_demo and not row.is_demo):
            return row, False
        if set_facts(row, **facts):
            self.note("changed", model.__tablename__, key)
        return row, True

    def claim(self, row):
        """Make a thing of the demo the house's own, if this load does so."""
        if self.claims and row.is_demo:
            row.is_demo = False

    @contextmanager
    def noting_refusals(self, *path):
        """Undo the block where a rule refuses it, and note the refusal with its place in the file."""
        try:
            with db.session.begin_nested():
                yield
        except Refused as refused:
            self.note_refusal(refused, *path)

    def note_refusal(self, refused, *path):
        """Note a refusal with its place in the file."""
        self.faults.append(Fault(place_of(path, self.season), refused.sentence))

    def _entries_before(self, key):
        entries = self.before.get(key, ())
        return {entry["id"]: entry for entry in entries}


def set_facts(row, **facts):
    """Set what differs; return whether anything did."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
