"""What the team types about innovation areas and their targets."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from app import typed
from app.alliance.area_rules import EARLIEST_YEAR, LARGEST_TARGET, LATEST_YEAR, MEASURE_WORDS
from app.forms import REQUIRED, Form

LONGEST_MEASURE = 500


class AreaForm(Form):
    """What an area is, is for, does and has reached."""

    title = typed.text(_("Kurzer Titel"), 200, is_required=True, description=_("So steht er auf Karten und in Listen."))
    full_title = typed.text(
        _("Ganzer Titel"), 300, description=_("So heißt der Bereich in den Papieren des Bündnisses.")
    )
    description = typed.prose(_("Worum geht es?"))
    goal = typed.prose(_("Ziel"), description=_("Was soll erreicht werden?"))
    measures = typed.prose(_("Maßnahmen"), description=_("Was tut das Bündnis dafür? Je Zeile eine Maßnahme."))
    results = typed.prose(_("Ergebnisse"), description=_("Was ist daraus geworden?"))
    responsible_id = SelectField(_("Verantwortliche Organisation"), coerce=int)
    position = typed.number(_("Stelle in der Reihenfolge"), 0, 1000)
    is_cross_cutting = BooleanField(_("Übergreifend: betrifft alle Bereiche"))

    def __init__(self, organisations, area=None, position=0):
        facts = {"position": position}
        if area is not None:
            names = (
                "title", "full_title", "description", "goal", "measures", "results", "position", "is_cross_cutting",
            )  # fmt: skip
            facts = {name: getattr(area, name) for name in names}
            facts["responsible_id"] = area.responsible.id if area.responsible else 0
        super().__init__(data=facts)
        self.responsible_id.choices = [(0, _("Noch niemand")), *((each.id, each.name) for each in organisations)]

    def validate_measures(self, field):
        """Refuse a measure too long to be one."""
        if any(len(line) > LONGEST_MEASURE for line in (field.data or "").splitlines()):
            raise ValidationError(_("Bitte höchstens %(most)s Zeichen je Maßnahme.", most=LONGEST_MEASURE))

    def facts(self):
        """Return what was typed, as arguments of the act."""
        facts = {name: field.data if field.data is not None else "" for name, field in self._fields.items()}
        facts["measures"] = "\n".join(line.strip() for line in facts["measures"].splitlines() if line.strip())
        return {**facts, "responsible_id": facts["responsible_id"] or None}


class TargetForm(Form):
    """One target: for which year, of what, how much, why, and when to look at it again."""

    year = typed.number(_("Jahr"), EARLIEST_YEAR, LATEST_YEAR)
    measure = SelectField(_("Was wird gezählt?"), validators=[InputRequired(REQUIRED)])
    value = typed.number(_("Zielwert"), 0, LARGEST_TARGET)
    reason = typed.prose(_("Warum?"), description=_("Alle können es lesen. Nötig, wenn sich ein Ziel ändert."))
    review_on = DateField(
        _("Wann sieht das Bündnis es wieder an?"), validators=[Optional()],
        description=_("An diesem Tag kommt das Ziel auf die Tagesordnung."),
    )  # fmt: skip

    def __init__(self, this_year, target=None):
        data = {"year": this_year}
        if target is not None:
            data = {
                "year": target.year,
                "measure": target.measure,
                "value": target.value,
                "review_on": target.review_on,
            }
        super().__init__(data=data)
        self.measure.choices = list(MEASURE_WORDS.items())

    def facts(self):
        """Return what was typed, as arguments of the act."""
        return {**self.data, "reason": self.reason.data or ""}
