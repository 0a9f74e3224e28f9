"""The entries of a season that have the right shape: what the checks of relations and conflicts may trust."""

from functools import cached_property

from app.seasons.local_time import BadTime, read_moment


class Entries:
    """A season without its broken entries, so that one fault does not hide the next."""

    def __init__(self, season, broken):
        """Take the season and the paths at which its shape is wrong."""
        self.season = season
        self._broken = {path[:2] for path in broken if path}

    @cached_property
    def rooms(self):
        """The sound physical rooms by id."""
        return self._by_id("rooms")

    @cached_property
    def digital_rooms(self):
        """The sound digital rooms by id."""
        return self._by_id("digital_rooms")

    @cached_property
    def formats(self):
        """The sound formats by id."""
        return self._by_id("formats")

    @cached_property
    def mobile_equipment(self):
        """The sound pieces of mobile equipment by id."""
        return self._by_id("mobile_equipment")

    @cached_property
    def umbrellas(self):
        """The sound days by address."""
        return self._by_id("umbrellas")

    @cached_property
    def events(self):
        """The sound events, each as (index, event)."""
        return list(self.listed("events"))

    @cached_property
    def spans(self):
        """The spans in UTC of each sound event whose dates can all be read and end after they start, by its index."""
        readable = {}
        for index, event in self.events:
            try:
                spans = [(read_moment(start), read_moment(end)) for start, end in event["occurrences"]]
            except BadTime:
                continue
            if all(start < end for start, end in spans):
                readable[index] = spans
        return readable

    def listed(self, key):
        """Yield (index, entry) for each sound entry of a list."""
        for index, entry in enumerate(self._list(key) or ()):
            if (key, index) not in self._broken:
                yield index, entry

    def named(self, key):
        """Yield (name, entry) for each sound entry of an object."""
        entries = self.season.get(key)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if (key, name) not in self._broken and isinstance(entry, dict):
                yield name, entry

    def known(self, *keys):
        """Return the ids in these lists, also of broken entries; None if a list is unreadable."""
        ids = set()
        for key in keys:
            if key == "areas":
                entries = self.season.get(key)
                ids |= set(entries) if isinstance(entries, dict) else set()
            elif key == "partner_types":
                entries = self._list(key)
                ids |= {kind for kind in entries or () if isinstance(kind, str)}
            else:
                entries = self._list(key)
                ids |= {entry["id"] for entry in entries or () if _has_id(entry)}
            if entries is None:
                return None
        return ids

    def _list(self, key):
        entries = self.season.get(key)
        return entries if isinstance(entries, list) and (key,) not in self._broken else None

    def _by_id(self, key):
        found = {}
        for _, entry in self.listed(key):
            found.setdefault(entry["id"], entry)
        return found


def _has_id(entry):
    return isinstance(entry, dict) and isinstance(entry.get("id"), str)
