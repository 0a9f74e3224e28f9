"""The page of a room of our own, before somebody enters, and when its time is over."""

from dataclasses import replace
from datetime import timedelta

from app import clock
from app.lobby import own_room
from tests.make import a_video_server

NO_PAGES = ("own_room.key",)


def path(title, **facts):
    """The path of the page of a room; there is no such room."""
    server = a_video_server("janus", address="https://video.example.org/janus")
    until = int((clock.now() + timedelta(hours=1)).timestamp())
    usual = (server.id, 2**52, "Łucja Nowak-Šulcec", False, until, title, "/programm")
    return own_room.path(replace(own_room.Entry(*usual), **facts))


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    return {
        "room of our own": path("Gespräch am Kamin"),
        "room of our own, over": path("Gespräch am Kamin", until=1),
    }, {}
