"""Backup and restore."""

import click


@click.command("backup")
def backup(): ...
@click.command("restore")
def restore(): ...
