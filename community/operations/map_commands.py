"""Commands of the map: `flask --app app places import`, `check`, `forget`.

They stand here, above `places` and `routes`: what an import prepares for routes (level loops) is
made between the building and the taking in, and `places` must not know of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from community.foundation.settings import Settings
from community.places import (
    MAP_ATTRIBUTION,
    MapMeta,
    MapRefused,
    check_maps,
    forget_map,
    import_map,
)

REFUSED = 2  # the exit code of a file that was not taken (places.md 2)

places = AppGroup("places", help="The map: ways, seats and what lies along them.")


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What the area is called; the file's name unless given.")
def import_command(file: Path, name: str | None) -> None:
    """Take in an extract of OpenStreetMap (.osm.pbf, .osm, also gzipped).

    The same name replaces what was there, and only when the new map is whole. Running processes
    notice it by themselves. Several areas lie side by side.
    """
    settings: Settings = current_app.extensions["settings"]
    try:
        meta = import_map(file, name, settings.data, click.echo)
    except MapRefused as refusal:
        _refuse(f"{file}: {refusal.message % refusal.values}")
    except OSError as problem:
        _refuse(f"{file}: {problem.strerror or problem}. Nothing was replaced.")
    for line in _told(meta):
        click.echo(line)


@places.command("check")
def check_command() -> None:
    """Say which maps are here and whether they are whole; exit code 1 when one is not."""
    settings: Settings = current_app.extensions["settings"]
    states = check_maps(settings.data)
    for state in states:
        if state.meta is not None:
            for line in _told(state.meta):
                click.echo(line)
            click.echo(f"  {state.size_bytes / 1_000_000:.1f} MB")
        if state.wrong:
            click.echo(f"{state.name}: {state.wrong}", err=True)
    if not states:
        click.echo("No map is here. `flask --app app places import FILE` takes one in.")
    raise SystemExit(1 if any(state.wrong for state in states) else 0)


@places.command("forget")
@click.argument("name")
def forget_command(name: str) -> None:
    """Remove the map of an area. Routes keep what it told them."""
    settings: Settings = current_app.extensions["settings"]
    if not forget_map(name, settings.data):
        _refuse(f"There is no map called {name}. `flask --app app places check` lists them.")
    click.echo(f"The map {name} is gone.")


def _told(meta: MapMeta) -> list[str]:
    counts = meta.counts
    lines = [
        f"{meta.name}: {counts['ways']:,} ways, {counts['kilometres']:,} km to walk, "
        f"{counts['seats']:,} seats, from {meta.file}, "
        + (f"data of {meta.dated:%d %B %Y}" if meta.dated else "date of the data not known")
    ]
    if counts["skipped"]:
        lines.append(f"  {counts['skipped']:,} things with a broken outline were left out")
    lines.append(f"  {MAP_ATTRIBUTION}")
    return lines


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(REFUSED)


def register(app: Flask) -> None:
    """Add the commands to `flask --app app`."""
    app.cli.add_command(places)
