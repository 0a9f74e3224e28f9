"""The command line: `flask --app wsgi …`."""

import click
from flask import current_app
from flask.cli import AppGroup

from app import jobs
from app.accounts import actions as accounts
from app.accounts import passwords, resetting
from app.accounts.models import ADMINISTRATION, REPRESENTATIVE, ROLES
from app.errors import Refused

# Who represents an organisation is invited in the browser, where it can be chosen.
EVERYWHERE = [role for role in ROLES if role != REPRESENTATIVE]

staff = AppGroup("staff", help="People of the team.")
job_group = AppGroup("jobs", help="Work that runs by itself.")


def init_app(app):
    """Add the commands."""
    from app.operations import access_table, backup, serving
    from app.seasons import commands as seasons

    app.cli.add_command(staff)
    app.cli.add_command(job_group)
    app.cli.add_command(seasons.season)
    for command in (serving.up, serving.serve, backup.backup, backup.restore, access_table.show):
        app.cli.add_command(command)


@staff.command("add")
@click.argument("email")
@click.option("--name", default="Team", show_default=True)
@click.option(
    "--role", "roles", multiple=True, default=[ADMINISTRATION], show_default=True, type=click.Choice(EVERYWHERE),
    help="What they may do, everywhere; several times for several roles.",
)
@click.password_option(default=lambda: "", prompt="Password (empty: one is made)", confirmation_prompt=False)
def add_staff(email, name, roles, password):
    """Add somebody who may sign in."""
    made = password or passwords.new_password()
    try:
        if password:
            passwords.check_new(password, email, name)
        accounts.add_staff(email, name, made, roles)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Added {email}." + ("" if password else f" Password, shown once: {made}"))


@staff.command("rescue")
@click.argument("email")
def rescue_staff(email):
    """Make a new password for somebody who lost theirs, or their phone, and whom nobody else can let in."""
    made = passwords.new_password()
    try:
        resetting.rescue(email, made)
    except LookupError as problem:
        raise click.ClickException("This address has no account.") from problem
    click.echo(f"Password, shown once: {made}. A second factor is removed; all sessions have ended.")


@job_group.command("run")
@click.option("--only-with-parent", is_flag=True, help="Stop when the process that started this one is gone.")
def run_jobs(only_with_parent):
    """Run all jobs until SIGTERM or Ctrl-C; what is in hand is finished."""
    jobs.run_forever(current_app._get_current_object(), only_with_parent)


@job_group.command("once")
@click.argument("name")
def run_job(name):
    """Run one job now."""
    known = current_app.extensions["jobs"]
    if name not in known:
        raise click.ClickException(f"There is no job {name!r}; there are: {', '.join(known)}")
    jobs.run_once(current_app._get_current_object(), name)


@job_group.command("list")
def list_jobs():
    """List the jobs and how often each looks for work."""
    for job in current_app.extensions["jobs"].values():
        click.echo(f"{job.name:20} every {job.every} s")
