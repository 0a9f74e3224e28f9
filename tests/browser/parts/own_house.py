"""Pages about setting up the house."""

import io

from PIL import Image

from app import clock
from app.alliance import house_actions, house_pictures
from tests.make_chats import a_chat

# A picture and a style sheet.
NO_PAGES = ("own_house.shown_picture", "own_house.sheet")


def pages():
    """Return ({name: public path}, {name: path of the team}); the house has a picture, texts and colours of its own."""
    photo = io.BytesIO()
    Image.new("RGB", (320, 200), "sienna").save(photo, "JPEG")
    house_pictures.set_picture(photo.getvalue(), "Das Haus von der Straße")
    house_actions.change_house(
        privacy="Trägerverein (Beispiel)\nMusterstraße 1", texts={"easy": "Das ist ein Haus.\nHier ist Platz für alle."}
    )
    house_actions.change_colours({"brick": "#1b5a84", "line_dark": "#a0a0a0"})
    a_chat(
        "matrixs://token:geheim@matrix.example.org/!raum:example.org", failing_since=clock.now(),
        problem="Der Chat antwortet nicht.",
    )  # fmt: skip
    team = {
        "checklist": "/team/einrichten",
        "close the house": "/team/einrichten/schliessen",
        "facts of the house": "/team/haus/angaben",
        "texts of the house": "/team/haus/texte",
        "picture of the house": "/team/haus/bild",
        "colours of the house": "/team/haus/farben",
        "rules of the house": "/team/haus/regeln",
        "mail of the house": "/team/haus/mail",
        "chats": "/team/haus/chat",
        "bounces": "/team/haus/mail/ruecklaeufer",
        "notices": "/team/haus/nachrichten",
        "a notice": "/team/haus/nachrichten/registrations.reminder",
        "a notice that is needed": "/team/haus/nachrichten/registrations.confirmed",
        "the text of a notice": "/team/haus/nachrichten/registrations.confirmed/text/de",
    }
    return {}, team
