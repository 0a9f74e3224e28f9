"""Serving the house: `up` for one machine and one command, `serve` for the web alone."""

import logging
import signal
import subprocess
import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from app import heap, pictures
from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts.passwords import new_password
from app.alliance import house_queries
from app.operations import health, opening

log = logging.getLogger(__name__)


@click.command("up")
@with_appcontext
def up():
    """Make the house ready, then serve the web and run the jobs, until Ctrl-C."""
    app = current_app._get_current_object()
    # The port first: a password must not be made and then never be shown.
    server = _bind(app)
    _migrate()
    sign_in = _first_account()
    _begin(app, is_new=sign_in is not None)
    worker = _Jobs()
    worker.start()
    _say_where(app, sign_in)
    try:
        _serve_until_stopped(server)
    finally:
        worker.stop()
        click.echo("Stopped. See you soon.")


@click.command("serve")
@with_appcontext
def serve():
    """Serve the web only; run `flask jobs run` beside it."""
    _serve_until_stopped(_bind(current_app._get_current_object()))


def _migrate():
    if health.schema_version() == health.newest_migration():
        return
    click.echo("Preparing the database …")
    # Alembic takes a second to import: only when there is something to do.
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()


def _first_account():
    """Create the first staff account of an empty house; return (address, password) to be shown once, or None."""
    if account_queries.count_accounts():
        return None
    email, password = opening.PLACEHOLDER, new_password()
    accounts.add_staff(email, "Team", password)
    return email, password


def _begin(app, is_new):
    """Fill an empty house with the demo; without it, a new one opens when its people say so (/team/einrichten)."""
    from app.seasons import loading

    if not loading.is_empty_house():
        return
    if app.config["DEMO"]:
        click.echo("Loading the first season as a demo (about 5 s) …")
        loading.load_demo()
    elif is_new:
        opening.close_house()


def _say_where(app, sign_in):
    base, house = app.config["BASE_URL"], house_queries.current()
    click.echo(f"\n  {house.name} is {'open' if house.is_open else 'ready to be set up'}:\n")
    if not house.is_open:
        click.echo(f"  Set it up   {base}/team/einrichten   (guests see it once you open it there)")
    click.echo(f"  Programme   {base}/")
    click.echo(f"  Team        {base}/team/")
    click.echo(f"  Messages    {base}/team/nachrichten   (mail goes to {_without_password(house.mail_url)})")
    click.echo(f"  Feed        {base}/kalender/programm.ics")
    if sign_in:
        click.echo(f"\n  Sign in as  {sign_in[0]}\n  Password    {sign_in[1]}   (shown only this once)")
    click.echo("\n  Stop with Ctrl-C.\n")


def _without_password(url):
    head, at, tail = url.rpartition("@")
    return f"{head.split('//')[0]}//…@{tail}" if at else url


def make_server(app):
    """Return a waitress server (immune to slow clients) with the settings of the house; the benchmarks use it too."""
    import waitress

    heap.share()
    return waitress.create_server(
        app,
        host=app.config["HOST"],
        port=app.config["PORT"],
        threads=app.config["WEB_THREADS"],
        # ProxyFix reads the headers of the proxies we trust; waitress would take them away before.
        clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
        ident=None,
        # What is larger than Flask takes shall get a page that says so, as far as it is not much larger.
        max_request_body_size=max(app.config["MAX_CONTENT_LENGTH"], pictures.MOST_BYTES_OF_FORM) * 5,
    )


def _bind(app):
    """Make the server; say in a sentence where its port is taken."""
    try:
        return make_server(app)
    except OSError as failure:
        sentence = f"Port {app.config['PORT']} cannot be used ({failure.strerror}): please set another PORT."
        raise click.ClickException(sentence) from None


def _serve_until_stopped(server):
    """Serve until SIGTERM or SIGINT; open requests are finished."""
    house_queries.prepare()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # Waitress ends by itself at KeyboardInterrupt, and lets its threads finish what they have in hand.
    # Both are set, because what a script starts in the background ignores SIGINT.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    server.run()


class _Jobs:
    """The job process beside the web: started again should it die, stopped with the web."""

    def __init__(self):
        self._stopping = threading.Event()
        self._process = None

    def start(self):
        self._process = self._spawn()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self):
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _spawn(self):
        return subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", "--only-with-parent"])

    def _watch(self):
        while not self._stopping.is_set():
            self._process.wait()
            if not self._stopping.wait(1):
                log.error("The job process ended (%s) and is started again.", self._process.returncode)
                self._process = self._spawn()
