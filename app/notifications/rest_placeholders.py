"""The texts of notices that have no placeholders of their own: around the default, and never without it."""

from app import public_forms
from app.accounts import letters
from app.alliance import house_queries
from app.notifications import notices, placeholders
from app.notifications.greetings import greeting
from app.notifications.placeholders import DEFAULT, Placeholder


def register():
    """Let the texts of all other notices be added to. Comes after all that have placeholders of their own."""
    house = Placeholder("Haus", lambda _facts: house_queries.current().name, "WIRkstätte")
    greets = Placeholder("Anrede", lambda facts: greeting(None, facts["language"]), "Guten Tag,")
    placeholders.register(letters.ERASED, [greets, house], languages=tuple(public_forms.MAIL_LANGUAGES))
    for template, notice in notices.BY_TEMPLATE.items():
        if notice.is_editable and not placeholders.is_registered(template):
            placeholders.register(template, [house], (DEFAULT,))
