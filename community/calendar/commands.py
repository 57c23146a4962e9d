"""`series preview FILE.json`: try the rules of repeating walks on a file, without a database.

Source: architecture.md section 7; calendar_cases.json describes the format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from community.calendar.rules.described_feed import described_feed
from community.events.rules.described_walk import DescribedWalk, describe_walk, preview
from community.events.rules.local_time import UnknownZone
from community.events.rules.rule import UnsupportedRule

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
WRONG = 1  # exit code when any case could not be read

series = AppGroup("series", help="Repeating walks.")


@series.command("preview")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ics", type=click.Path(file_okay=False, path_type=Path), help="Write feeds here.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def preview_command(file: Path, ics: Path | None, as_json: bool) -> None:
    """Say when described walks take place, in UTC; with --ics write each one's group feed too."""
    found = [_previewed(case, ics) for case in _cases(file)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for one in found:
            _tell(one)
    if any("reason" in one for one in found):
        raise SystemExit(WRONG)


def _cases(file: Path) -> list[Any]:
    """Return the cases of a file: {"cases": [...]}, a list, or one case."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise click.ClickException(f"{file} is not a JSON file: {problem}.") from None
    if isinstance(read, dict) and "cases" in read:
        read = read["cases"]
    return read if isinstance(read, list) else [read]


def _previewed(case: Any, folder: Path | None) -> dict[str, Any]:
    """Return the dates of one case, or its id and the reason why it cannot be read."""
    name = str(case.get("id", "")) if isinstance(case, dict) else ""
    try:
        if not isinstance(case, dict):
            raise ValueError("a case is an object")
        walk = describe_walk(case)
        told = preview(walk)
        if folder is not None:
            _write_feed(walk, folder)
    except (UnsupportedRule, UnknownZone) as problem:
        return {"id": name, "reason": problem.reason}
    except KeyError as problem:
        return {"id": name, "reason": f"The case has no {problem}."}
    except (ValueError, TypeError, AttributeError, IndexError) as problem:
        return {"id": name, "reason": f"The case cannot be read: {problem}."}
    return told


def _write_feed(walk: DescribedWalk, folder: Path) -> None:
    if not SAFE_NAME.fullmatch(walk.name):
        raise ValueError(f"{walk.name!r} cannot be the name of a file")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{walk.name}.ics").write_bytes(described_feed(walk))


def _tell(one: dict[str, Any]) -> None:
    if "reason" in one:
        click.echo(f"{one['id'] or '?'}: {one['reason']}")
        return
    click.echo(f"{one['id'] or '?'}:")
    for start, end in zip(one["starts"], one["ends"], strict=True):
        click.echo(f"  {start} to {end}")
    for start in one["cancelled"]:
        click.echo(f"  {start} called off")
