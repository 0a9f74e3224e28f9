"""The filters of the list of partners, sent by GET."""

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField

from app.alliance import words


class OrganisationFilterForm(Form):
    """What somebody looks for. Fields have the names of the query (see organisation_queries.Wanted)."""

    class Meta:
        locales = ("de",)

    gruppe = SelectField(_("Gruppe"))
    land = SelectField(_("Land"))
    bereich = SelectField(_("Bereich"))
    bietet = SelectField(_("Bietet"))
    sucht = SelectField(_("Sucht"))

    def __init__(self, wanted, areas):
        super().__init__(data=vars(wanted))
        self.gruppe.choices = [("", _("Alle Gruppen")), *words.ACTOR_GROUPS.items()]
        self.land.choices = [("", _("Alle Länder")), *((code, words.country_name(code)) for code in words.COUNTRIES)]
        self.bereich.choices = [("", _("Alle Bereiche")), *((area.key, area.title) for area in areas)]
        for field in (self.bietet, self.sucht):
            field.choices = [("", _("Egal was")), *words.OFFERED.items()]

    def in_words(self):
        """Return what is filtered, in short phrases: ["Land: Polen", "Sucht: Räume"]."""
        return [
            f"{field.label.text}: {dict(field.choices).get(field.data, field.data)}" for field in self if field.data
        ]
