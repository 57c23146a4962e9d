"""Commands of the operator: `flask --app app database upgrade`, `settings`, `doctor`, `start`."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from community.foundation import jobs
from community.foundation.database import pending_migrations, upgrade
from community.foundation.settings import NAMES, Settings
from community.operations.queries import health, refusal

ROOT = Path(__file__).resolve().parents[2]

database = AppGroup("database", help="The database and its schema.")
jobs_group = AppGroup("jobs", help="Work in the background.")


@database.command("upgrade")
def upgrade_command() -> None:
    """Bring the schema to the newest state."""
    done = upgrade(current_app.extensions["database"])
    click.echo(f"Applied: {', '.join(done)}." if done else "The schema is up to date.")


@database.command("check")
def check_command() -> None:
    """Say whether the schema is up to date; exit code 1 when it is not."""
    if waiting := pending_migrations(current_app.extensions["database"]):
        click.echo(f"Waiting: {', '.join(waiting)}. Run `flask --app app database upgrade`.")
        raise SystemExit(1)
    click.echo("The schema is up to date.")


@jobs_group.command("work")
def work_command() -> None:
    """Run jobs until interrupted (production: one process beside web and chat)."""
    refuse_demo_in_production()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    consumer = jobs.start_consumer(app, worker_type="thread")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo("Working. Stop with Ctrl-C.")
    stop.wait()
    consumer.stop(graceful=True)


@click.command("settings")
@with_appcontext
def settings_command() -> None:
    """Show every setting with its meaning; secrets stay hidden."""
    for name, meaning in NAMES.items():
        click.echo(f"{name:24} {'set' if os.environ.get(name) else '-':4} {meaning}")


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Say how this instance is, part by part; exit code 1 when something is wrong."""
    found = health(current_app.extensions["database"], current_app.extensions["settings"])
    for part, word in found.items():
        click.echo(f"{part}: {word}")
    raise SystemExit(0 if found["ok"] else 1)


@click.command("start")
@with_appcontext
def start_command() -> None:
    """Upgrade the schema and serve everything from one process: what `make run` does."""
    settings: Settings = current_app.extensions["settings"]
    refuse_demo_in_production()
    if not _port_is_free(settings.host, settings.port):
        click.echo(
            f"Port {settings.port} is taken by another program. "
            f"Stop that one, or choose another: PORT={settings.port + 1} make run",
            err=True,
        )
        raise SystemExit(1)
    upgrade(current_app.extensions["database"])
    for step in current_app.extensions.get("on_start", []):
        for line in step():
            click.echo(line)
    click.echo(f"Amble is at {settings.url}  (stop with Ctrl-C)")
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "app:create_app()"])  # noqa: S606


def refuse_demo_in_production() -> None:
    """End the process with a sentence when production is set on a database of the demo."""
    reason = refusal(current_app.extensions["database"], current_app.extensions["settings"])
    if reason is not None:
        click.echo(f"Amble does not start: {reason}", err=True)
        raise SystemExit(4)


def _port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def register(app: Flask) -> None:
    """Add the commands to `flask --app app`."""
    for command in (database, jobs_group, settings_command, doctor_command, start_command):
        app.cli.add_command(command)
