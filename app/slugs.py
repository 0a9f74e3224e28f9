"""Readable addresses made of names."""

import re
import unicodedata

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "đ": "d"})


def slug(text):
    """Return a name as part of an address, in small ASCII letters ("Bürgerdialog" → "buergerdialog")."""
    spelled = text.lower().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "ohne-namen"


def free_slug(wanted, taken):
    """Return the wanted slug, or the first of wanted-2, wanted-3, … that is not in `taken`."""
    number, candidate = 1, wanted
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate
