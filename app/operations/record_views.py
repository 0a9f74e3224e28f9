"""The record of processing activities (GDPR, article 30), made from the same list as the privacy page."""

from flask import Blueprint, current_app, render_template

from app.accounts import access
from app.accounts.models import ADMINISTRATION
from app.operations import purposes

bp = Blueprint("record", __name__)


@bp.get("/team/haus/verarbeitung")
@access.team(ADMINISTRATION)
def record():
    """Show what is processed, of whom, why, on which ground, for how long; to be printed and kept."""
    return render_template(
        "operations/record.html", groups=purposes.GROUPS, keep_days=current_app.config["KEEP_PERSONS_DAYS"]
    )
