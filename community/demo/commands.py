"""`flask --app app demo seed`, and what `start` does by itself while the demo is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from community.demo.actions import Refused, seed
from community.demo.rules.cast import KNOWN, PASSWORD
from community.foundation import clock
from community.foundation.database import upgrade
from community.foundation.settings import Settings

demo = AppGroup("demo", help="The demo neighbourhood: Vaduz and Schaan, with invented people.")


@demo.command("seed")
@click.option("--again", is_flag=True, help="Wipe this database first, accounts of visitors too.")
def seed_command(again: bool) -> None:
    """Make the demo neighbourhood, once."""
    settings: Settings = current_app.extensions["settings"]
    upgrade(current_app.extensions["database"])  # on a new machine there are no tables yet
    try:
        made = seed(settings, clock.now(), again)
    except Refused as reason:
        click.echo(str(reason), err=True)
        raise SystemExit(1) from None
    if not made:
        click.echo("The demo is here already. `demo seed --again` wipes it and makes it fresh.")
        return
    click.echo("The demo neighbourhood is ready.")
    for line in who_is_who():
        click.echo(line)


def who_is_who() -> Iterator[str]:
    """Say who can be signed in as."""
    yield f"Sign in as one of these; the password is “{PASSWORD}”:"
    for one in KNOWN:
        yield f"  {one.key + '@example.org':18} {one.name}, {one.role}"


def on_start() -> Iterator[str]:
    """Seed on the first start while the demo is on; say who is who."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.demo:
        return
    try:
        if seed(settings, clock.now()):
            yield "Made the demo neighbourhood: Vaduz and Schaan, with invented people."
    except Refused as reason:
        yield str(reason)
        return
    yield from who_is_who()


def register(app: Flask) -> None:
    """Add the command, and the step on start."""
    app.cli.add_command(demo)
    steps: list[Any] = app.extensions.setdefault("on_start", [])
    steps.append(on_start)
