"""What guests may tell where a format asks: needs (no diagnoses), ages in bands, figures for statistics."""

from flask_babel import lazy_gettext as _

NEEDS = {
    "loop": _("Höranlage (Induktion)"),
    "sign": _("Gebärdensprache"),
    "easy": _("Einfache Sprache"),
    "print": _("Große Schrift"),
    "door": _("Ein Platz nah an der Tür"),
    "guide": _("Jemand, der am Eingang abholt"),
    "dog": _("Platz für einen Assistenzhund"),
    "quiet": _("Ein ruhiger Ort für Pausen"),
}
ADULT = "18+"
AGES = {
    "0-5": _("unter 6 Jahre"), "6-9": _("6 bis 9 Jahre"), "10-13": _("10 bis 13 Jahre"),
    "14-15": _("14 oder 15 Jahre"), "16-17": _("16 oder 17 Jahre"), ADULT: _("erwachsen"),
}  # fmt: skip
# Counted apart from persons: (question, {answer: words}).
STATISTICS = {
    "age": (
        _("Wie alt sind Sie?"),
        {"17": _("unter 18"), "29": _("18 bis 29"), "44": _("30 bis 44"), "59": _("45 bis 59"), "74": _("60 bis 74"),
         "75": _("75 oder älter")},
    ),
    "from": (
        _("Woher kommen Sie?"),
        {"here": _("aus dem Ort"), "region": _("aus der Lausitz"), "pl": _("aus Polen"), "cz": _("aus Tschechien"),
         "else": _("von woanders")},
    ),
    "heard": (
        _("Wie haben Sie von uns gehört?"),
        {"people": _("von anderen Menschen"), "paper": _("aus der Zeitung"), "net": _("im Internet"),
         "poster": _("durch ein Plakat"), "partner": _("von einer Organisation"), "else": _("anders")},
    ),
    "first": (_("Waren Sie schon einmal bei uns?"), {"new": _("Nein, zum ersten Mal"), "again": _("Ja")}),
}  # fmt: skip


def is_minor(age):
    """Tell whether an age band is one of children and young people."""
    return bool(age) and age != ADULT


def needs_words(codes):
    """Return needs in words, in the order in which they are asked."""
    return [str(words) for code, words in NEEDS.items() if code in (codes or ())]
