"""The complete list of notices, and what the house has set about them."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.database import db
from app.notifications import notice_list, notice_list_house, notice_list_team
from app.notifications.models import NoticeSetting

GROUPS = (*notice_list.GROUPS, *notice_list_house.GROUPS, *notice_list_team.GROUPS)
BY_TEMPLATE = {notice.template: notice for _title, listed in GROUPS for notice in listed}
BY_KEY = {notice.key: notice for notice in BY_TEMPLATE.values()}


@dataclass(frozen=True)
class Setting:
    """How a notice is set in this house; `amount`: its timing, in the unit of its anchor, or None where it has none."""

    is_on: bool
    amount: int | None


def setting_of(notice):
    """Return the Setting of a notice."""
    row = db.session.get(NoticeSetting, notice.template)
    return setting_from(notice, row)


def settings():
    """Return {template: Setting} of all notices; one statement."""
    rows = {row.template: row for row in db.session.scalars(sa.select(NoticeSetting))}
    return {template: setting_from(notice, rows.get(template)) for template, notice in BY_TEMPLATE.items()}


def is_on(template):
    """Tell whether a notice is told at all. What is needed always is, and costs no statement."""
    notice = BY_TEMPLATE[template]
    return notice.is_needed or setting_of(notice).is_on


def setting_from(notice, row):
    """Return the Setting of a notice by its row, or by None where the house has set nothing."""
    standard = notice.timing.standard if notice.timing else None
    if row is None:
        return Setting(True, standard)
    return Setting(row.is_on or notice.is_needed, standard if row.amount is None else row.amount)
