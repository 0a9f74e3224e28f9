"""Who may open what, as a table in Markdown: read from the views themselves (docs/access.md)."""

import inspect

import click
from flask import current_app
from flask.cli import with_appcontext

from app.accounts import access
from app.accounts.models import (
    ADMINISTRATION,
    DOOR,
    INSIGHTS,
    PROGRAMME,
    REPRESENTATIVE,
    ROLES,
    ROOMS,
)  # fmt: skip

HEAD = """# Who may open what

Made from the code by `flask --app wsgi access > docs/access.md`. A test compares the two; another one tries every
view with every role over HTTP ([tests/test_access.py](../tests/test_access.py)). Roles add up. Whoever has none of the
roles of a page reads which one they need (403); whoever has one, but reaches for what belongs to others, finds nothing
there (404).

* **yes**: the role opens the page. A list shows what belongs to the places or the organisation of whoever looks.
* **own**: of a place, where the role holds only there; of the organisation that somebody represents; at the door what
  is today. What lies at no place, such as a digital room, every place has.
* **house**: only a role that holds for the whole house; one for a single place is not enough.

"""
TITLES = {
    ADMINISTRATION: "Administration", PROGRAMME: "Programme", ROOMS: "Rooms", DOOR: "Door", INSIGHTS: "Insights",
    REPRESENTATIVE: "Representative",
}  # fmt: skip


@click.command("access")
@with_appcontext
def show():
    """Print who may open what, as docs/access.md."""
    click.echo(table(current_app), nl=False)


def table(app):
    """Return the page about all views of an app."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods)))
    views = [(rule, app.view_functions[rule.endpoint]) for rule in rules if rule.endpoint != "static"]
    lines = ["## The team", "", _row("Page", "Sent by", *TITLES.values(), "What counts"), _row(*["---"] * 9)]
    lines += [_team_row(rule, view) for rule, view in views if hasattr(view, "roles")]
    lines += ["", "`/metrics` also opens to a program that knows METRICS_TOKEN.", ""]
    for title, open_to in (("Whoever signed in", access.STAFF), ("Everyone", access.EVERYONE)):
        found = [rule for rule, view in views if view.open_to == open_to and not hasattr(view, "roles")]
        lines += [f"## {title}", "", *(f"* `{rule.rule}` ({_methods(rule)})" for rule in found), ""]
    return HEAD + "\n".join(lines)


def _team_row(rule, view):
    cells = [_cell(role, view) for role in ROLES]
    return _row(f"`{rule.rule}`", _methods(rule), *cells, _what_counts(view.at))


def _cell(role, view):
    if role == ADMINISTRATION:
        return "yes"
    if role not in view.roles:
        return ""
    if view.at is None:
        return "yes"
    return "house" if view.at is access.everywhere else "own"


def _what_counts(at):
    if at is None or at is access.everywhere:
        return ""
    told = inspect.getdoc(at)
    return told.splitlines()[0].rstrip(".") if told else at.__name__.strip("_").replace("_", " ")


def _methods(rule):
    return ", ".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))


def _row(*cells):
    return "| " + " | ".join(cells) + " |"
