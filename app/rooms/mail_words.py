"""What stands in mails about rooms besides their texts, in other languages. Nobody who speaks them has read it yet."""

from app.notifications import letter_words

ATTACHED = "Im Anhang liegt der neue Termin für Ihren Kalender."
# In the order of the columns of letter_words: English, Polish, Czech.
_ROWS = {
    ATTACHED: ("The new date for your calendar is attached.", "W załączniku jest nowy termin do kalendarza.",
               "V příloze je nový termín do vašeho kalendáře."),
    "Raum": ("Room", "Sala", "Místnost"),
    "Bestuhlung": ("Seating", "Ustawienie", "Uspořádání"),
    "Personen": ("People", "Liczba osób", "Počet osob"),
    "Dazu": ("With it", "Dodatkowo", "K tomu"),
    "bisher": ("until now", "dotychczas", "dosud"),
    "angefragt": ("asked for", "zapytanie", "žádost"),
    "anderer Vorschlag von uns": ("our other proposal", "nasza inna propozycja", "náš jiný návrh"),
    "gebucht": ("booked", "zarezerwowane", "rezervováno"),
    "abgesagt": ("cancelled", "odwołane", "zrušeno"),
    "nicht möglich": ("not possible", "niemożliwe", "není možné"),
    "nicht rechtzeitig bestätigt": ("not confirmed in time", "niepotwierdzone na czas", "nepotvrzeno včas"),
    "freigegeben, weil niemand da war": ("released, as nobody was there", "zwolnione, bo nikogo nie było",
                                         "uvolněno, protože nikdo nepřišel"),
    "fällt aus": ("does not take place", "nie odbędzie się", "nekoná se"),
    "Das fällt aus:": ("This does not take place:", "To się nie odbędzie:", "Toto se nekoná:"),
    "Das findet zur selben Zeit in einem anderen Raum statt:": (
        "This takes place at the same time in another room:", "To odbędzie się o tej samej porze w innej sali:",
        "Toto se koná ve stejnou dobu v jiné místnosti:"),
    "Das bleibt, wie es ist, obwohl geschlossen ist:": (
        "This stays as it is, although it is closed:", "To pozostaje bez zmian, mimo zamknięcia:",
        "Toto zůstává, jak je, i když je zavřeno:"),
    "Sie diesen Raum angefragt haben": (
        "you asked for this room", "pytali Państwo o tę salę", "jste žádali o tuto místnost"),
    "Sie diesen Raum gebucht haben": (
        "you booked this room", "zarezerwowali Państwo tę salę", "jste si rezervovali tuto místnost"),
    "das Team diesen Raum für Sie gebucht hat": (
        "the team booked this room for you", "zespół zarezerwował dla Państwa tę salę",
        "tým pro vás rezervoval tuto místnost"),
    "Sie diesen Raum gebucht hatten": (
        "you had booked this room", "mieli Państwo rezerwację tej sali", "jste měli rezervovanou tuto místnost"),
    "Sie diesen Raum angefragt oder gebucht haben": (
        "you asked for this room or booked it", "pytali Państwo o tę salę lub ją zarezerwowali",
        "jste o tuto místnost žádali nebo si ji rezervovali"),
    "Sie diesen Raum angefragt oder gebucht hatten": (
        "you had asked for this room or booked it", "pytali Państwo o tę salę lub mieli jej rezerwację",
        "jste o tuto místnost žádali nebo ji měli rezervovanou"),
    "Sie einen Raum angefragt haben": ("you asked for a room", "pytali Państwo o salę", "jste žádali o místnost"),
    "Sie einen Raum angefragt hatten": ("you had asked for a room", "pytali Państwo o salę", "jste žádali o místnost"),
    "jemand diese Adresse in unserem Formular für Räume eingetragen hat": (
        "somebody entered this address in our form for rooms", "ktoś wpisał ten adres w formularzu dotyczącym sal",
        "někdo zadal tuto adresu do našeho formuláře pro místnosti"),
    "Sie uns darum gebeten haben": ("you asked us to", "prosili nas Państwo o to", "jste nás o to požádali"),
}  # fmt: skip
_ROOMS = {
    "en": {"one": "room", "other": "rooms"}, "pl": {"one": "sala", "few": "sale", "other": "sal"},
    "cs": {"one": "místnost", "few": "místnosti", "other": "místností"},
}  # fmt: skip
_DATES = {
    "en": {"one": "date", "other": "dates"}, "pl": {"one": "termin", "few": "terminy", "other": "terminów"},
    "cs": {"one": "termín", "few": "termíny", "other": "termínů"},
}  # fmt: skip


def register():
    """Let the mails say these words."""
    letter_words.add(_ROWS)


def what(bookings, language):
    """As mails.what, in another language than German: "Saal Nord, Zittau, 12 dates"."""
    rooms = {booking.room.id for booking in bookings}
    where = bookings[0].room.place_line
    if len(rooms) > 1:
        where = letter_words.counted(len(rooms), _ROOMS[language], language)
    if len(bookings) == 1:
        return where
    return f"{where}, {letter_words.counted(len(bookings), _DATES[language], language)}"
