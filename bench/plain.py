"""The upper bound for a booking: a Flask view without ORM that runs the same statements by the driver itself."""

import threading

from flask import Flask, redirect, request

from bench import script


def create_app(facts):
    """Return an app that books seats at one event by a recorded script; `facts` are (url, script of the event)."""
    app = Flask("plain", static_folder=None)
    url, steps = facts
    own = threading.local()
    turn = threading.Lock()

    def connection():
        if not hasattr(own, "connection"):
            own.connection = script.connect(url)
        return own.connection

    @app.post("/veranstaltungen/<slug>/platz")
    def book_seat(slug):
        form = request.form
        if form["website"] or not 1 <= int(form["seats"]) <= 10 or "@" not in form["email"]:
            return "422", 422
        script.book(connection(), turn, steps, form["email"], form["form_key"][:60])
        return redirect(f"/veranstaltungen/{slug}/platz/fast-geschafft", 303)

    return app
