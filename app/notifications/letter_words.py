"""What stands around the texts of mails in other languages than German: labels, dates, the foot. By the German words.

Nobody who speaks these languages has read them yet (docs/languages.md). What is missing stands in German.
"""

from babel import Locale
from babel.dates import format_date, format_time
from jinja2 import pass_context

from app import clock, display

GERMAN = "de"
# English of Europe: 18:30, and the day before the month.
_LOCALES = {"en": "en_GB"}

_DOOR = "Hier geht es hinein. Der Link gilt nur für Ihre Anmeldung; auch wenn der Raum wechselt, bleibt er gleich:"
_DIARY = "Zusagen und Absagen im Kalender erreichen uns nicht. Bitte nehmen Sie immer diesen Link."
# In the order of the columns below.
LANGUAGES = ("en", "pl", "cs", "hsb")
_ROWS = {
    "Herzliche Grüße": ("Kind regards", "Serdeczne pozdrowienia", "Srdečné pozdravy", "Wutrobne postrowy"),
    "Sie bekommen diese Nachricht, weil": (
        "You receive this message because", "Otrzymują Państwo tę wiadomość, ponieważ",
        "Tuto zprávu dostáváte, protože", "Dóstawaće tutu powěsć, dokelž"),
    "Fragen?": ("Questions?", "Pytania?", "Dotazy?", "Prašenja?"),
    "Datenschutz": ("Privacy", "Ochrona danych", "Ochrana údajů", "Škit datow"),
    "Wann": ("When", "Kiedy", "Kdy", "Hdy"),
    "und": ("and", "oraz", "a", "a"),
    "Wo": ("Where", "Gdzie", "Kde", "Hdźe"),
    "Digital, per Video": ("Digital, by video", "Cyfrowo, przez wideo", "Digitálně, přes video",
                           "Digitalnje, přez widejo"),
    "Adresse": ("Address", "Adres", "Adresa", "Adresa"),
    "Plätze": ("Seats", "Miejsca", "Místa", "Městna"),
    "Dazu als Begleitperson": ("Plus carers", "Dodatkowo osoby towarzyszące", "Navíc doprovod", "K tomu přewodnicy"),
    "Ihre Zeit": ("Your time", "Państwa czas", "Váš čas", "Waš čas"),
    "So kommen Sie hin": ("How to get there", "Jak dojechać", "Jak se k nám dostanete", "Tak k nam přińdźeće"),
    "Zugang": ("Access", "Dostęp", "Přístup", "Přistup"),
    "noch nicht bestätigt": ("not yet confirmed", "jeszcze niepotwierdzone", "ještě nepotvrzeno",
                             "hišće njewobkrućene"),
    _DOOR: (
        "This is the way in. The link is for your booking only; it stays the same even if the room changes:",
        "Tędy można wejść. Link jest ważny tylko dla tej rezerwacji i nie zmienia się nawet przy zmianie pokoju:",
        "Tudy se vchází. Odkaz platí jen pro vaši přihlášku; zůstane stejný, i když se místnost změní:",
        "Tu so nutř dźe. Wotkaz płaći jenož za Waše přizjewjenje:"),
    _DIARY: (
        "Replies sent from your calendar do not reach us. Please always use this link.",
        "Odpowiedzi wysłane z kalendarza do nas nie docierają. Prosimy zawsze używać tego linku.",
        "Odpovědi z kalendáře k nám nedorazí. Používejte prosím vždy tento odkaz.",
        "Wotmołwy z protyki k nam njepřińdu. Prošu wužiwajće přeco tutón wotkaz."),
    "jemand diese Adresse in unserem Anmeldeformular eingetragen hat": (
        "somebody entered this address in our booking form", "ktoś wpisał ten adres w naszym formularzu zapisów",
        "někdo zadal tuto adresu do našeho přihlašovacího formuláře",
        "je něchtó tutu adresu do našeho formulara zapisał"),
    "Sie zu dieser Veranstaltung angemeldet sind": (
        "you have a booking for this event", "są Państwo zapisani na to wydarzenie",
        "jste přihlášeni na tuto akci", "sće za tute zarjadowanje přizjewjeni"),
    "Sie zu dieser Veranstaltung angemeldet waren": (
        "you had a booking for this event", "byli Państwo zapisani na to wydarzenie",
        "byli jste přihlášeni na tuto akci", "běšće za tute zarjadowanje přizjewjeni"),
    "Sie bei dieser Veranstaltung dabei waren": (
        "you took part in this event", "wzięli Państwo udział w tym wydarzeniu",
        "jste se zúčastnili této akce", "běšće při tutym zarjadowanju"),
    "Ihre Anmeldung zu dieser Veranstaltung beendet wurde": (
        "your booking for this event has ended", "Państwa zapis na to wydarzenie został zakończony",
        "vaše přihláška na tuto akci byla ukončena", "je so Waše přizjewjenje skónčiło"),
    "Sie auf der Warteliste dieser Veranstaltung stehen": (
        "you are on the waiting list of this event", "są Państwo na liście oczekujących na to wydarzenie",
        "jste na čekací listině této akce", "sće na čakanskej lisćinje tutoho zarjadowanja"),
    "gerade jemand über Ihren persönlichen Link das Löschen verlangt hat": (
        "somebody has just asked for this by your personal link", "ktoś zażądał tego przez Państwa osobisty link",
        "o to právě někdo požádal přes váš osobní odkaz", "je něchtó to přez Waš wosobinski wotkaz žadał"),
    "Sie auf der Warteliste dieser Veranstaltung standen": (
        "you were on the waiting list of this event", "byli Państwo na liście oczekujących na to wydarzenie",
        "byli jste na čekací listině této akce", "běšće na čakanskej lisćinje tutoho zarjadowanja"),
}  # fmt: skip
WORDS = {language: {german: row[column] for german, row in _ROWS.items()} for column, language in enumerate(LANGUAGES)}
_SEATS = {
    "en": {"one": "seat", "other": "seats"},
    "pl": {"one": "miejsce", "few": "miejsca", "other": "miejsc"},
    "cs": {"one": "místo", "few": "místa", "other": "míst"},
    "hsb": {"one": "městno", "two": "městnje", "few": "městna", "other": "městnow"},
}
GREETINGS = {"en": "Hello", "pl": "Dzień dobry", "cs": "Dobrý den", "hsb": "Dobry dźeń"}


def init_app(app):
    """Give the words to the templates of mails: `say("Wann")`, `starts_at | said_span(ends_at)`."""
    app.jinja_env.globals["say"] = _say
    app.jinja_env.filters["said_span"] = _said_span


def add(rows):
    """Let mails say more: {German: words in the first languages of LANGUAGES}."""
    for german, said in rows.items():
        for language, word in zip(LANGUAGES, said, strict=False):
            WORDS[language][german] = word


def say(german, language):
    """Return German words in a language, or as they are where nobody has said them in it."""
    return WORDS.get(language, {}).get(german, german)


def span(starts_at, ends_at, language):
    """Return when something is: "sobota, 6 lutego 2027, 14:00–17:00"; over midnight both days are named."""
    if language == GERMAN:
        return display.span(starts_at, ends_at)
    if clock.today(starts_at) == clock.today(ends_at):
        return f"{_day(starts_at, language)}, {_time(starts_at, language)}–{_time(ends_at, language)}"
    return f"{moment(starts_at, language)} – {moment(ends_at, language)}"


def moment(value, language):
    """Return a moment: "sobota, 6 lutego 2027, 14:00"."""
    if language == GERMAN:
        return display.day_and_time(value)
    return f"{_day(value, language)}, {_time(value, language)}"


def day(value, language):
    """Return the day of a moment: "sobota, 6 lutego 2027"."""
    return display.day(value) if language == GERMAN else _day(value, language)


def seats(number, language):
    """Return a number of seats: "3 miejsca"."""
    if language not in _SEATS:
        return display.seats(number)
    return counted(number, _SEATS[language], language)


def counted(number, forms, language):
    """Return a number of things: "5 terminów"; forms: by the plurals that the language has."""
    return f"{number} {forms.get(Locale(language).plural_form(number), forms['other'])}"


def _day(value, language):
    return format_date(clock.local(value).date(), "full", locale=_LOCALES.get(language, language))


def _time(value, language):
    return format_time(clock.local(value).time(), "HH:mm", locale=_LOCALES.get(language, language))


@pass_context
def _say(context, german):
    return say(german, context.get("language", GERMAN))


@pass_context
def _said_span(context, starts_at, ends_at):
    return span(starts_at, ends_at, context.get("language", GERMAN))
