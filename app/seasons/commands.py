"""The command line for seasons: `flask season load FILE`, `flask season export [FILE]`."""

import sys

import click
from flask.cli import AppGroup

season = AppGroup("season", help="Seasons as files (docs/season-format.md).")


@season.command("load")
@click.argument("file")
@click.option("--monday", type=click.DateTime(["%Y-%m-%d"]), help="The first week; else as before, at first this week.")
@click.option("--dry-run", is_flag=True, help="Do everything, tell, and undo it.")
def load(file, monday, dry_run):
    """Load a season from FILE ("-": from standard input), or list all that is wrong in it."""
    # Checking a file needs libraries that no page needs.
    from app.seasons import loading
    from app.seasons.reading import MAX_BYTES, SeasonFaults, read_season

    data = _read(file, MAX_BYTES + 1)
    try:
        season = read_season(data)
        done = loading.load_season(season, monday=monday and monday.date(), dry_run=dry_run)
    except SeasonFaults as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        click.echo("Nothing was changed.", err=True)
        sys.exit(1)
    _tell(done, dry_run)


@season.command("export")
@click.argument("file", default="-")
def export(file):
    """Write the house as a season to FILE, or to standard output."""
    from app.seasons import exporting
    from app.seasons.reading import SeasonFaults, read_season

    text = exporting.as_text(exporting.export_season())
    try:
        with click.open_file(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from problem
    try:
        read_season(text.encode())
    except SeasonFaults as refused:
        click.echo(f"Written, but it would not be loaded again as it is:\n{refused}", err=True)


def _read(file, limit):
    try:
        with click.open_file(file, "rb") as stream:
            return stream.read(limit)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror}.") from problem


def _tell(done, dry_run):
    for (act, kind), ids in done.items():
        click.echo(f"{len(ids):5} {kind.replace('_', ' ')} {act}")
    if not done:
        click.echo("The house is as the file says already.")
    if dry_run:
        click.echo("A dry run: nothing was changed.")
