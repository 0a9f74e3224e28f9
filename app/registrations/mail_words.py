"""What stands in mails to guests besides their texts, in other languages. Nobody who speaks them has read it yet."""

from app.notifications import letter_words
from app.registrations.models import HELD, OFFERED, WAITING

PASS_ON = "Sie können nicht, kennen aber jemanden, der kommen sollte? Dann geben Sie den Link gern weiter."
ONLY_YOU = "Der Link gilt nur für Sie, mit dieser E-Mail-Adresse."
# How things stand: by state, for who has not got a seat for sure.
STANDING = {
    HELD: "Ihre Anmeldung ist noch nicht bestätigt.", WAITING: "Sie stehen auf der Warteliste.",
    OFFERED: "Für Sie ist etwas frei geworden.",
}  # fmt: skip
BOOKED = "Sie sind angemeldet."
PLACE_STAYS = "Ihre Stelle auf der Warteliste bleibt."
# In the order of the columns of letter_words: English, Polish, Czech.
_ROWS = {
    STANDING[HELD]: ("Your booking is not confirmed yet.", "Zapis nie jest jeszcze potwierdzony.",
                     "Přihláška ještě není potvrzena."),
    STANDING[WAITING]: ("You are on the waiting list.", "Są Państwo na liście oczekujących.",
                        "Jste na čekací listině."),
    STANDING[OFFERED]: ("Something has become free for you.", "Zwolniło się miejsce dla Państwa.",
                        "Uvolnilo se pro vás místo."),
    BOOKED: ("Your booking stands.", "Państwa zapis jest ważny.", "Vaše přihláška platí."),
    PLACE_STAYS: ("You keep your place on the waiting list.", "Państwa miejsce na liście oczekujących się nie zmienia.",
                  "Vaše místo na čekací listině zůstává."),
    PASS_ON: ("You cannot come, but know somebody who should? Then feel free to pass the link on.",
              "Nie mogą Państwo przyjść, ale znają kogoś, kto powinien? Link można przekazać dalej.",
              "Nemůžete přijít, ale znáte někoho, kdo by měl? Pak odkaz klidně předejte dál."),
    ONLY_YOU: ("The link is for you only, with this email address.",
               "Link jest ważny tylko dla Państwa, z tym adresem e-mail.",
               "Odkaz platí jen pro vás, s touto e-mailovou adresou."),
    "Stufenfrei erreichbar": ("step-free access", "dostęp bez stopni", "přístup bez schodů"),
    "Aufzug": ("lift", "winda", "výtah"),
    "WC für Menschen im Rollstuhl": ("wheelchair-accessible toilet", "toaleta dla osób na wózku",
                                     "toaleta pro lidi na vozíku"),
    "Höranlage": ("hearing loop", "pętla indukcyjna", "indukční smyčka"),
    "Untertitel während des Gesprächs": ("live captions", "napisy na żywo", "živé titulky"),
    "Einwahl mit dem Telefon": ("dial-in by phone", "połączenie przez telefon", "připojení telefonem"),
    "Gebärdensprache": ("sign language", "język migowy", "znakový jazyk"),
    "das Haus Sie zu dieser Veranstaltung eingeladen hat": (
        "the house has invited you to this event", "zostali Państwo zaproszeni na to wydarzenie",
        "jste dostali pozvání na tuto akci"),
    "jemand mit dieser Adresse nach den eigenen Plätzen gefragt hat": (
        "somebody with this address asked for their seats", "ktoś z tym adresem zapytał o swoje miejsca",
        "se někdo s touto adresou zeptal na svá místa"),
}  # fmt: skip


def register():
    """Let the mails say these words."""
    letter_words.add(_ROWS)
