"""A line of what there is to do that is about an event."""

from app import display
from app.accounts.models import PROGRAMME
from app.programme import scopes
from app.programme.todo import Todo


def todo_of(event, now, rule, text, act, page, **facts):
    """Return a Todo about an event; `page` is the one below it on which the act is."""
    return Todo(
        rule=rule, about=f"event:{event.id}", text=text, act=act, href=f"/team/veranstaltungen/{event.id}/{page}",
        roles=facts.pop("roles", (PROGRAMME,)), where=scopes.where_of(event, now), title=event.title,
        when=display.span(event.starts_at, event.ends_at), **facts,
    )  # fmt: skip
