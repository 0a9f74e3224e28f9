"""The few fixed words of entries of calendars, in the languages of feeds and of people. By the German words.

Nobody who speaks these languages has read them yet (docs/languages.md). What is missing stands in German.
"""

from app.notifications import letter_words

# In the order of the columns of letter_words: English, Polish, Czech, Upper Sorbian.
_ROWS = {
    "Abgesagt: %(title)s": ("Cancelled: %(title)s", "Odwołane: %(title)s", "Zrušeno: %(title)s",
                            "Wotprajene: %(title)s"),
    "Fällt aus: %(reason)s": ("Does not take place: %(reason)s", "Nie odbędzie się: %(reason)s",
                              "Nekoná se: %(reason)s"),
    "Verlegt. Ursprünglich: %(when)s.": ("Moved. Originally: %(when)s.", "Przeniesione. Pierwotnie: %(when)s.",
                                         "Přesunuto. Původně: %(when)s."),
    "Digital": ("Digital", "Cyfrowo", "Digitálně", "Digitalnje"),
    "Vor Ort": ("On site", "Na miejscu", "Na místě"),
    "Vor Ort und digital": ("On site and digital", "Na miejscu i cyfrowo", "Na místě i digitálně"),
    "Zum digitalen Raum": ("To the digital room", "Do pokoju cyfrowego", "Do digitální místnosti"),
    "Stufenfrei erreichbar.": ("Step-free access.", "Dostęp bez stopni.", "Přístup bez schodů."),
    "Nicht stufenfrei: bitte sprechen Sie uns an.": (
        "Not step-free: please talk to us.", "Dostęp nie bez stopni: prosimy o kontakt.",
        "Přístup není bez schodů: obraťte se prosím na nás."),
    "Stufenfreiheit noch nicht geprüft.": (
        "Step-free access not checked yet.", "Dostęp bez stopni jeszcze niesprawdzony.",
        "Přístup bez schodů zatím neověřen."),
    "Abgesagt: %(what)s (%(room)s)": ("Cancelled: %(what)s (%(room)s)", "Odwołane: %(what)s (%(room)s)",
                                      "Zrušeno: %(what)s (%(room)s)"),
    "Vorschlag: %(what)s (%(room)s)": ("Proposal: %(what)s (%(room)s)", "Propozycja: %(what)s (%(room)s)",
                                       "Návrh: %(what)s (%(room)s)"),
    "Angefragt: %(what)s (%(room)s)": ("Asked for: %(what)s (%(room)s)", "Zapytanie: %(what)s (%(room)s)",
                                       "Žádost: %(what)s (%(room)s)"),
}  # fmt: skip
letter_words.add(_ROWS)


def say(german, language, **facts):
    """Return fixed words with facts in them, in a language."""
    said = letter_words.say(german, language)
    return said % facts if facts else said
