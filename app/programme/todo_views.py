"""What the team has to do: the whole list, and settling a line of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.accounts import access
from app.accounts.models import PROGRAMME, ROOMS
from app.programme import todo

bp = Blueprint("todo", __name__)

SETTLED, LATER, AGAIN = "erledigt", "spaeter", "wieder"


@bp.get("/team/aufgaben")
@access.team(PROGRAMME, ROOMS)
def todos():
    """List all there is to do, and what of it was settled or put off."""
    now = clock.now()
    to_do, settled = todo.open_todos(now)
    return render_template("programme/todos.html", todos=to_do, settled=settled, now=now)


@bp.post("/team/aufgaben/erledigen")
@access.team(PROGRAMME, ROOMS)
def settle():
    """Settle a line, put it off, or show it again; only lines that the signed-in sees."""
    act, wanted = request.form.get("act"), request.form.get("todo", "")
    to_do, settled = todo.open_todos(clock.now())
    line = next((each for each in (*to_do, *settled) if each.key == wanted), None)
    if line is not None and act == SETTLED and line.settle:
        todo.settle(line, for_good=True)
        flash(_("Erledigt: „%(title)s“. Diese Zeile kommt nicht wieder.", title=line.title), "good")
    elif line is not None and act == LATER:
        todo.settle(line, for_good=False)
        flash(_("In sieben Tagen steht „%(title)s“ wieder hier.", title=line.title), "good")
    elif line is not None and act == AGAIN:
        todo.take_up(line)
        flash(_("„%(title)s“ steht wieder auf der Liste.", title=line.title), "good")
    elif line is None:
        # Somebody else was faster, or it has settled itself.
        flash(_("Diese Zeile gibt es nicht mehr: Da war jemand schneller."), "info")
    else:
        abort(400)
    return redirect(url_for(".todos") if request.form.get("from") == "list" else "/team/", 303)
