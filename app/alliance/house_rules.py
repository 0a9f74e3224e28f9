"""What the house may look like and say: colours that everybody can read."""

import re
from dataclasses import dataclass
from enum import Enum

from flask_babel import lazy_gettext as _

# Contrast after WCAG 2.2: 1.4.3 for text, 1.4.11 for the borders of fields.
TEXT, LINE = 4.5, 3.0
_HEX = re.compile(r"#[0-9a-f]{6}")
# What makes a name in front of an address need quotes (RFC 5322, 3.2.3).
_SPECIAL = re.compile(r"[()<>\[\]:;@,.]")


class HouseRefusal(Enum):
    """Why the house does not become what somebody wants."""

    NO_COLOUR = _("Eine Farbe schreiben Sie bitte als # und sechs Ziffern, zum Beispiel #a3341a.")
    TOO_FAINT_ON_LIGHT = _(
        "„%(colour)s“ hat zu %(ground)s nur einen Kontrast von %(ratio)s : 1, nötig sind %(least)s : 1. Bitte nehmen "
        "Sie eine dunklere Farbe."
    )
    TOO_FAINT_ON_DARK = _(
        "„%(colour)s“ hat zu %(ground)s nur einen Kontrast von %(ratio)s : 1, nötig sind %(least)s : 1. Bitte nehmen "
        "Sie eine hellere Farbe."
    )


@dataclass(frozen=True)
class Colour:
    """A colour that a house may choose, the one it has otherwise, and what it must stand out from."""

    label: str
    token: str
    standard: str
    least: float
    grounds: dict
    is_dark: bool


# The surfaces of static/css/house.css (a test compares), and the text on a filled button.
_PAPER, _SAND, _FIELD = _("dem Papier der Seite"), _("den Kästen"), _("den Feldern")
_LIGHT = {"#fffbf5": _PAPER, "#f6ecdd": _SAND, "#fffefc": _FIELD}
_DARK = {"#17130f": _PAPER, "#241d16": _SAND, "#1e1813": _FIELD}
_ON_BUTTON = _("der Schrift auf Knöpfen")
COLOURS = {
    "brick": Colour(_("Knöpfe und Links, hell"), "brick", "#a3341a", TEXT, _LIGHT, False),
    "brick_dark": Colour(
        _("Knöpfe und Links, dunkel"), "brick", "#ff9b7d", TEXT, {**_DARK, "#2a0d05": _ON_BUTTON}, True
    ),
    "line": Colour(_("Ränder von Feldern, hell"), "line", "#8a7b68", LINE, _LIGHT, False),
    "line_dark": Colour(_("Ränder von Feldern, dunkel"), "line", "#93836f", LINE, _DARK, True),
}


def contrast(one, other):
    """Return the contrast of two colours ("#a3341a") as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weakest(key, value):
    """Return (contrast, words for the ground) where a colour stands out least."""
    return min((contrast(value, ground), words) for ground, words in COLOURS[key].grounds.items())


def why_not_colour(key, value):
    """Return (reason, facts for its sentence) where a colour cannot be taken, or None."""
    if not _HEX.fullmatch(value):
        return HouseRefusal.NO_COLOUR, {}
    colour, (ratio, ground) = COLOURS[key], weakest(key, value)
    if ratio >= colour.least:
        return None
    reason = HouseRefusal.TOO_FAINT_ON_DARK if colour.is_dark else HouseRefusal.TOO_FAINT_ON_LIGHT
    facts = {"colour": colour.label, "ground": ground, "ratio": in_words(ratio), "least": in_words(colour.least)}
    return reason, facts


def in_words(ratio):
    """ "4,4" of 4.49: cut off, so that what is too little never looks like enough."""
    return f"{int(ratio * 10) / 10:.1f}".replace(".", ",")


def sheet(colours):
    """Return the style sheet of a house with its own colours; "" where it has none.

    Only on screens: print and the layers of house.css stay as they are.
    """
    themes = {False: {}, True: {}}
    for key, value in sorted(colours.items()):
        colour = COLOURS[key]
        themes[colour.is_dark][colour.token] = value
        if colour.token == "brick":
            # Under the pointer: further from the ground than the colour itself, so never fainter.
            end = "#fff" if colour.is_dark else "#000"
            themes[colour.is_dark]["brick-deep"] = f"color-mix(in srgb, {value}, {end} 25%)"
    roots = {
        is_dark: ":root { " + " ".join(f"--{token}: {value};" for token, value in tokens.items()) + " }"
        for is_dark, tokens in themes.items()
        if tokens
    }
    # Each theme by name: a colour for the one must not reach the other, where it would be unreadable.
    themed = [
        f"@media screen and (prefers-color-scheme: {'dark' if is_dark else 'light'}) {{ {root} }}"
        for is_dark, root in roots.items()
    ]
    return "@layer tokens { " + " ".join(themed) + " }\n" if themed else ""


def _luminance(value):
    channels = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def mailbox(name, address):
    """Return a name and an address as mails and config.py write them: "Name <address>"."""
    name = name.replace("\\", "").replace('"', "'")
    return f'"{name}" <{address}>' if _SPECIAL.search(name) else f"{name} <{address}>"


def domain_of(address):
    """Return the domain of an address, bare or behind a name, in small letters."""
    return address.rpartition("@")[2].rstrip("> ").lower()
