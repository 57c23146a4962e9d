"""Commands of routes: `flask --app app routes inspect`, `heights import`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
from flask import Flask, current_app
from flask.cli import AppGroup, routes_command

from community.foundation.settings import Settings
from community.places import HeightsRefused, height_model, import_heights
from community.routes.rules import (
    Inspection,
    Track,
    TrackRefused,
    inspect_track,
    moving_time_s,
    read_track,
    sentence_of,
)

routes = AppGroup("routes", help="Try the rules of routes on files.")
routes.add_command(routes_command, "addresses")  # Flask's own `flask routes`, which ours hides
heights = AppGroup("heights", help="Heights of the ground.")

EMPTY: dict[str, Any] = {
    "points": None,
    "segments": None,
    "length_m": None,
    "elapsed_s": None,
    "moving_s": None,
    "min_height_m": None,
    "max_height_m": None,
    "height_source": None,
    "confidence": None,
    "ascent_m": None,
    "descent_m": None,
    "letter": None,
    "deciding": None,
}


@routes.command("inspect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for each file.")
def inspect_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read track files and say what they are and how they would be graded.

    No database is touched. A file that is refused is told with its reason; the exit code stays 0.
    """
    settings: Settings = current_app.extensions["settings"]
    for file in files:
        told = inspected(file, settings)
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else in_words(told))


def inspected(file: Path, settings: Settings) -> dict[str, Any]:
    """Return what `routes inspect` says of one file (architecture.md 7).

    Of a file that can be read and not graded it says what was read, and why it is refused.
    """
    told = {"file": str(file), "accepted": False, "reason": None, **EMPTY}
    try:
        with file.open("rb") as stream:
            track = read_track(stream)
        told |= _read(track)
        loaded = height_model(settings)
        model = loaded.for_line(track.latitudes, track.longitudes) if loaded else None
        found = inspect_track(track, model)
    except TrackRefused as refusal:
        return {**told, "reason": refusal.sentence}
    except OSError as problem:
        return {**told, "reason": f"This file cannot be opened: {problem.strerror}."}
    return {**told, "accepted": True, **_graded(found)}


def _read(track: Track) -> dict[str, Any]:
    heights = track.heights_m[np.isfinite(track.heights_m)]
    lowest, highest = (heights.min(), heights.max()) if track.has_heights else (None, None)
    return {
        "points": track.points,
        "segments": track.unbroken_pieces,
        "length_m": round(track.length_m, 2),
        "elapsed_s": _rounded(track.elapsed_s),
        "moving_s": _rounded(moving_time_s(track)),
        "min_height_m": _rounded(lowest),
        "max_height_m": _rounded(highest),
    }


def _graded(found: Inspection) -> dict[str, Any]:
    deciding = found.grade.deciding if found.grade else None
    return {
        "min_height_m": _rounded(found.min_height_m),
        "max_height_m": _rounded(found.max_height_m),
        "height_source": found.height_source,
        "confidence": found.confidence.word if found.confidence is not None else None,
        "ascent_m": _rounded(found.ascent_m),
        "descent_m": _rounded(found.descent_m),
        "letter": found.grade.letter if found.grade else None,
        "deciding": None
        if deciding is None
        else {
            "criterion": deciding.criterion,
            "at_m": _rounded(deciding.at_m),
            "length_m": _rounded(deciding.length_m),
            "value": _rounded(deciding.value),
            "sentence": sentence_of(deciding).in_english(),
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def in_words(told: dict[str, Any]) -> str:
    """Return the same for people to read."""
    if not told["accepted"]:
        return f"{told['file']}: refused. {told['reason']}"
    lines = [
        f"{told['file']}: {told['points']} points in {told['segments']} segments, "
        f"{told['length_m'] / 1000:.2f} km"
    ]
    if told["letter"] is None:
        return f"{lines[0]}\n  no heights, so no grade"
    lines.append(
        f"  heights {told['min_height_m']:.0f} to {told['max_height_m']:.0f} m "
        f"({told['height_source']}, confidence {told['confidence']}), "
        f"{told['ascent_m']:.0f} m up, {told['descent_m']:.0f} m down"
    )
    lines.append(f"  {told['letter']} {told['deciding']['sentence']}")
    return "\n".join(lines)


@heights.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--source", required=True, type=click.Choice(["lidar", "copernicus", "srtm"]),
    help="What the heights were measured with.",
)  # fmt: skip
@click.option("--attribution", required=True, help="Whom they are owed to, as pages show it.")
@click.option(
    "--epsg", type=int, help="Number of the reference system, where the files do not say it."
)
def import_command(
    files: tuple[Path, ...], source: Any, attribution: str, epsg: int | None
) -> None:
    """Take in GeoTIFF, .hgt (also zipped) or .asc files of any size; all of them or none.

    Routes uploaded from then on use them.
    """
    settings: Settings = current_app.extensions["settings"]

    def tell(file: Path, tiles: int) -> None:
        click.echo(f"{file}: {tiles} tiles")

    try:
        import_heights(files, source, attribution.strip(), settings.data, epsg, tell)
    except HeightsRefused as refusal:
        click.echo(f"{refusal.values['file']}: {refusal.message % refusal.values}", err=True)
    except OSError as problem:
        click.echo(f"The heights cannot be kept: {problem.strerror}.", err=True)
    else:
        click.echo(f"Kept in {settings.data / 'heights'}.")
        return
    click.echo("Nothing was changed.", err=True)
    raise SystemExit(1)


def register(app: Flask) -> None:
    """Add the commands to `flask --app app`."""
    app.cli.add_command(routes)  # found through scripts/setup.sh: Flask has a `routes` of its own
    app.cli.add_command(heights)
