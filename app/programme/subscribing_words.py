"""What stands in mails about new dates besides their texts, in other languages; what is missing stands in German."""

from app.notifications import letter_words

ON_THURSDAYS = "Dann schreiben wir Ihnen donnerstags, wenn es in der Woche neue Termine gab."
AT_ONCE = "Dann schreiben wir Ihnen, sobald es neue Termine gibt, nie nachts."
_WORDS = {
    "en": {
        "jemand diese Adresse für neue Termine eingetragen hat": "somebody entered this address to hear of new dates",
        "Sie von neuen Terminen hören möchten": "you want to hear of new dates",
        "Sie neuen Terminen folgen:": "you follow new dates:",
        "und ein weiterer Termin": "and one more date",
        "und weitere Termine:": "and more dates:",
        "Alle im Programm:": "All in the programme:",
        ON_THURSDAYS: "Then we write to you on Thursdays, whenever the week has brought new dates.",
        AT_ONCE: "Then we write to you as soon as there are new dates, never at night.",
    },
    "pl": {
        "jemand diese Adresse für neue Termine eingetragen hat":
            "ktoś wpisał ten adres, aby dowiadywać się o nowych terminach",
        "Sie von neuen Terminen hören möchten": "chcą Państwo dowiadywać się o nowych terminach",
        "Sie neuen Terminen folgen:": "obserwują Państwo nowe terminy:",
        "und ein weiterer Termin": "oraz jeszcze jeden termin",
        "und weitere Termine:": "oraz kolejne terminy:",
        "Alle im Programm:": "Wszystkie w programie:",
        ON_THURSDAYS: "Będziemy pisać w czwartki, jeśli w danym tygodniu pojawiły się nowe terminy.",
        AT_ONCE: "Będziemy pisać, gdy tylko pojawią się nowe terminy, nigdy w nocy.",
    },
    "cs": {
        "jemand diese Adresse für neue Termine eingetragen hat":
            "někdo zadal tuto adresu, aby se dozvídal o nových termínech",
        "Sie von neuen Terminen hören möchten": "chcete dostávat zprávy o nových termínech",
        "Sie neuen Terminen folgen:": "sledujete nové termíny:",
        "und ein weiterer Termin": "a ještě jeden termín",
        "und weitere Termine:": "a další termíny:",
        "Alle im Programm:": "Všechny v programu:",
        ON_THURSDAYS: "Budeme vám psát ve čtvrtek, pokud týden přinesl nové termíny.",
        AT_ONCE: "Napíšeme vám, jakmile budou nové termíny, nikdy v noci.",
    },
}  # fmt: skip


def register():
    """Let the mails say these words."""
    for language, said in _WORDS.items():
        letter_words.WORDS[language].update(said)
