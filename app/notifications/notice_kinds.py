"""What a notice is: what the house tells, to whom, when and why."""

from dataclasses import dataclass
from datetime import time

from flask_babel import ngettext

from app import display

# What of a notice can be moved in time, by its unit.
BEFORE, AFTER, AT = "before", "after", "at"


@dataclass(frozen=True)
class Timing:
    """When a notice is due, and how far that can be moved.

    `anchor`: BEFORE or AFTER something (what it is stands in the notice's `when`), in hours; or AT a time of the day
    of the house, in minutes after midnight.
    """

    anchor: str
    standard: int
    least: int
    most: int

    def in_words(self, amount):
        """Return an amount as people read it: "24 Stunden vorher", "18.00 Uhr"."""
        if self.anchor == AT:
            return display.wall_time(time(*divmod(amount, 60)))
        if self.anchor == BEFORE:
            return ngettext("%(num)s Stunde vorher", "%(num)s Stunden vorher", amount)
        return ngettext("%(num)s Stunde danach", "%(num)s Stunden danach", amount)


@dataclass(frozen=True)
class Notice:
    """One thing that is told. `template`: its default text, without ".txt"; the words are read by the team."""

    template: str
    name: str
    to: str
    when: str
    why: str
    # Whether somebody would be wronged if it were not told; what is not needed can be switched off.
    is_needed: bool = True
    # Whether the person has just asked for it, and gets it at night, too.
    is_asked_for: bool = False
    timing: Timing | None = None
    # Whether its text can be changed in the browser: what guards accounts, and what the team writes itself, cannot.
    is_editable: bool = True

    @property
    def key(self):
        """How it is called in addresses: "registrations.reminder"."""
        return self.template.replace("/mail/", ".")
