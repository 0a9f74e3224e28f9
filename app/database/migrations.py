"""Migrations are known to the app, but Alembic is loaded only when they are asked for: it takes 10 MB."""

import logging

import click

_DIRECTORY = click.Option(["-d", "--directory"], help="Migration script directory.")


def init_app(app, directory):
    """Let `flask db` and `upgrade()` find the migrations below a directory."""
    app.extensions["migrate"] = _Settings(app, directory)
    app.cli.add_command(_Commands("db", help="Perform database migrations.", callback=_begin, params=[_DIRECTORY]))


class _Settings:
    """Stands where Flask-Migrate looks for its settings, and becomes them at the first look."""

    def __init__(self, app, directory):
        self._app, self._directory = app, directory

    def __getattr__(self, name):
        from flask_migrate import Migrate

        from app.database.engines import db

        # Its own command would take the place of the one below.
        Migrate(self._app, db, directory=str(self._directory), command="alembic", render_as_batch=False)
        return getattr(self._app.extensions["migrate"], name)


class _Commands(click.Group):
    """The commands of Flask-Migrate, loaded when one is wanted."""

    def list_commands(self, ctx):
        return _all().list_commands(ctx)

    def get_command(self, ctx, name):
        return _all().get_command(ctx, name)


def _begin(directory):
    _all().callback(directory, x_arg=())


def _all():
    # It would list its own parts.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    from flask_migrate.cli import db as commands

    return commands
