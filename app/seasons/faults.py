"""What is wrong in a season file, where, and what to do about it."""

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

# A file that is wrong everywhere is not repaired by reading thousands of lines.
LISTED = 200
COUNTED = 1000


@dataclass(frozen=True)
class Fault:
    """One fault: its place ("events[12] (E13).rooms[0]", "" for the whole file) and a sentence that says what to do."""

    where: str
    sentence: str

    def __str__(self):
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class SeasonFaults(Exception):
    """A season file was refused as a whole; `faults` lists why, at most LISTED and one line that counts the rest."""

    def __init__(self, faults):
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def refuse(sentence, where=""):
    """Refuse the file for one fault that hides all others."""
    raise SeasonFaults([Fault(where, sentence)])


def raise_any(faults):
    """Raise SeasonFaults if there is a fault; looks no further than COUNTED, however bad the file."""
    counted = list(islice(faults, COUNTED + 1))
    if not counted:
        return
    listed, rest = counted[:LISTED], len(counted) - LISTED
    if len(counted) > COUNTED:
        listed.append(Fault("", f"Und mehr als {COUNTED - LISTED} weitere Fehler."))
    elif rest > 0:
        listed.append(Fault("", f"Und {rest} weitere Fehler." if rest > 1 else "Und ein weiterer Fehler."))
    raise SeasonFaults(listed)


def place_of(path, season):
    """Return keys and indexes as people read them, with the id of each list item: "events[12] (E13).rooms[0]"."""
    words, inside = "", season
    for step in path:
        inside = _look_into(inside, step)
        if isinstance(step, int):
            words += f"[{step}]"
            if isinstance(inside, dict) and isinstance(inside.get("id"), str):
                words += f" ({shown(inside['id'])})"
        else:
            words += ("." if words else "") + shown(step)
    return words


def shown(value):
    """Return what stands in the file, short and printable, to be quoted in a sentence."""
    text = value if isinstance(value, str) else repr(value)
    text = text[:61]
    text = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return text if len(text) <= 60 else text[:57] + "…"


def meant(wrong, known):
    """Return " Meinten Sie „…“?" if something known is spelled almost like it, else nothing."""
    close = get_close_matches(wrong, known, n=1, cutoff=0.75) if len(wrong) <= 80 else []
    return f" Meinten Sie „{shown(close[0])}“?" if close else ""


def _look_into(inside, step):
    """Return the value at one step, or None where there is none."""
    try:
        return inside[step]
    except (KeyError, IndexError, TypeError):
        return None
