"""Words as people type them, made alike: "Görlitz", "goerlitz" and "GORLITZ" are one word. Pure."""

import re
import unicodedata
from difflib import get_close_matches

LONGEST_WORD, MOST_TERMS = 60, 8
# Letters that do not fall apart into a letter and a mark (Unicode, NFKD), and two that stand for an umlaut.
_PLAIN = str.maketrans({"ß": "ss", "ł": "l", "đ": "d", "ø": "o", "æ": "a", "œ": "o"})
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_HYPHENS = r"[-‐‑–/]"
_WORD = re.compile(rf"[^\W_]+(?:{_HYPHENS}[^\W_]+)*")


def fold(text):
    """Return a text in small letters without marks; "ae" is as good as "ä"."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    for pair, letter in _UMLAUTS:
        text = text.replace(pair, letter)
    return text


def words(text):
    """Return the folded words of a text, in their order; one with hyphens is its parts, and itself without them."""
    found = {}
    for word in _WORD.findall(fold(text)):
        parts = re.split(_HYPHENS, word)
        for each in (*parts, "".join(parts)):
            found[each[:LONGEST_WORD]] = None
    return list(found)


def terms(typed):
    """Return what somebody looks for, term by term; what was typed with hyphens is looked for in its parts."""
    return list(dict.fromkeys(part[:LONGEST_WORD] for part in re.findall(r"[^\W_]+", fold(typed[:400]))))[:MOST_TERMS]


def spellings(*texts):
    """Return {folded word: as it is written} of some texts, the first way of each; one with hyphens as in `words`."""
    found = {}
    for written in re.findall(_WORD, " ".join(texts)):
        for each in (*re.split(_HYPHENS, written), written):
            found.setdefault(fold(re.sub(_HYPHENS, "", each)), each)
    return found


def meant(term, known):
    """Return the known words that a mistyped term comes near to, the nearest first."""
    return get_close_matches(term, known, n=3, cutoff=0.75) if len(term) > 3 else []
