"""The filters of the programme as a form. It is sent by GET, so that every answer has an address."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Form, HiddenField, SelectField, StringField

from app import display
from app.alliance import words
from app.programme import filters
from app.programme.audiences import AUDIENCES, EVERYONE

# The value stands in addresses that people keep: "1", not the "y" of the library.
_ON = {"value": "1"}


class FilterForm(Form):
    """What somebody looks for. Fields have the names of the query (see filters.Filter)."""

    class Meta:
        locales = ("de",)

    ansicht = HiddenField()
    monat = HiddenField()
    woche = HiddenField()
    von = DateField(_("Von"))
    bis = DateField(_("Bis"))
    ort = SelectField(_("Ort"))
    bereich = SelectField(_("Bereich"))
    format = SelectField(_("Format"))
    sprache = SelectField(_("Sprache"))
    art = SelectField(_("Vor Ort oder digital"))
    fuer = SelectField(_("Für wen"))
    partner = SelectField(_("Wer einlädt"))
    tag = SelectField(_("Thementag"))
    q = StringField(_("Suchen"), render_kw={"type": "search", "autocomplete": "off", "maxlength": 100})
    frei = BooleanField(_("Nur mit freien Plätzen"), render_kw=_ON)
    stufenfrei = BooleanField(_("Stufenfrei"), render_kw=_ON)
    hoeranlage = BooleanField(_("Höranlage"), render_kw=_ON)
    gebaerden = BooleanField(_("Gebärdensprache"), render_kw=_ON)

    def __init__(self, wanted, offered, **hidden):
        """`offered`: what there is to choose from (listing.choices)."""
        super().__init__(data={**vars(wanted), **hidden})
        self.ort.choices = [("", _("Alle Orte")), *offered.places]
        self.bereich.choices = [("", _("Alle Bereiche")), *offered.areas]
        self.format.choices = [("", _("Alle Formate")), *offered.formats]
        self.partner.choices = [("", _("Alle")), *offered.partners]
        self.tag.choices = [("", _("Alle Tage")), *offered.umbrellas]
        self.sprache.choices = [("", _("Alle Sprachen")), *words.LANGUAGES.items()]
        some = [(code, label) for code, label in AUDIENCES.items() if code != EVERYONE]
        self.fuer.choices = [("", _("Für alle")), *some]
        self.art.choices = [("", _("Beides")), (filters.ONSITE, _("Vor Ort")), (filters.DIGITAL, _("Digital"))]

    def in_words(self):
        """Return what is filtered, in short phrases: ["Ort: Zittau", "Stufenfrei"]."""
        return [words for _name, words in self.chosen()]

    def chosen(self):
        """Return (name of the field, in words) of what is filtered."""
        return [
            (field.name, f"{field.label.text}: {value}" if isinstance(field, (DateField, SelectField)) else value)
            for field, value in self._values()
        ]

    def values_in_words(self):
        """Return what is filtered as short as a name has it: ["Zittau", "Stufenfrei", "ab 3. Mai 2027"]."""
        before = {"von": _("ab"), "bis": _("bis")}
        return [f"{before[field.name]} {value}" if field.name in before else value for field, value in self._values()]

    def _values(self):
        """Yield (field, its value in words) of what is filtered."""
        for field in self:
            if not field.data or isinstance(field, HiddenField):
                continue
            if isinstance(field, BooleanField):
                yield field, str(field.label.text)
            elif isinstance(field, DateField):
                yield field, display.day(field.data)
            elif isinstance(field, SelectField):
                yield field, str(dict(field.choices).get(field.data, field.data))
            else:
                yield field, f"„{field.data}“"
