"""Write docs/settings.md, errors.md, signals.md and commands.md from the code.

Use: python -m scripts.reference_pages. A test compares the pages with what this would write.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click

import community
from app import create_app
from community.foundation import signals
from community.foundation.errors import Problem
from community.foundation.settings import NAMES, Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTE = "This page is written by `python -m scripts.reference_pages` from the code."


def first_sentence(thing: Any) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def table(title: str, lead: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a page with one table."""
    heads = list(heads)
    lines = [f"# {title}", "", lead, "", NOTE, ""]
    lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Return docs/settings.md."""
    return table(
        "Settings",
        "Amble reads its settings from the environment, once, when it starts. A wrong value or an "
        "unknown `AMBLE_` name stops the start with one sentence.",
        ("name", "meaning"),
        ((f"`{name}`", meaning) for name, meaning in NAMES.items()),
    )


def modules() -> list[Any]:
    """Return every module of every feature, imported."""
    found = pkgutil.walk_packages(community.__path__, "community.")
    return [importlib.import_module(module.name) for module in found]


def problems() -> list[type[Problem]]:
    """Return every kind of problem, the plain ones first."""
    found, waiting = [], [Problem]
    while waiting:
        kind = waiting.pop(0)
        found.append(kind)
        waiting += sorted(kind.__subclasses__(), key=lambda one: one.__name__)
    return found


def errors_page() -> str:
    """Return docs/errors.md."""
    return table(
        "Errors",
        'JSON and socket answers carry `{"ok": false, "error": code, "message": sentence}`; pages '
        "show the sentence. Codes never change meaning. Policies add their own codes, which stand "
        "beside them in each feature's `policy.py`.",
        ("code", "status", "when", "sentence"),
        (
            (f"`{kind.code}`", str(kind.status), first_sentence(kind), kind.message)
            for kind in problems()
        ),
    )


def signals_page() -> str:
    """Return docs/signals.md."""
    rows = []
    for module in modules():
        if not module.__name__.endswith(".signals") or "foundation" in module.__name__:
            continue
        for signal in vars(module).values():
            if is_dataclass(signal) and signal.__module__ == module.__name__:
                inside, after = signals.receivers_of(signal)  # type: ignore[arg-type]
                rows.append(
                    (
                        f"`{module.__name__.split('.')[1]}.{signal.__name__}`",  # type: ignore[union-attr]
                        ", ".join(field.name for field in fields(signal)),
                        first_sentence(signal),
                        ", ".join(sorted(f"{r.__module__.split('.')[1]}" for r in inside)) or "-",
                        ", ".join(sorted(f"{r.__module__.split('.')[1]}" for r in after)) or "-",
                    )
                )
    return table(
        "Signals",
        "What lower features tell higher ones: frozen dataclasses, sent in the transaction of "
        "their cause.",
        ("signal", "carries", "means", "heard inside the transaction by", "after the commit by"),
        sorted(rows),
    )


def commands_page() -> str:
    """Return docs/commands.md."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"AMBLE_ENV": "test", "AMBLE_DATA": folder}))
    rows: list[tuple[str, str]] = []

    def add(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name, inner in sorted(command.commands.items()):
                add(inner, f"{path} {name}")
            return
        told = " ".join((command.help or "").split("\n\n")[0].split())
        takes = " ".join(
            p.make_metavar(click.Context(command))
            for p in command.params
            if isinstance(p, click.Argument)
        )
        rows.append((f"`flask --app app {path.strip()}{' ' + takes if takes else ''}`", told))

    for name, command in sorted(app.cli.commands.items()):
        add(command, name)
    return table("Commands", "All of them take `--help`.", ("command", "what it does"), rows)


PAGES = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "signals.md": signals_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Write the pages."""
    for module in modules():
        assert module
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())


if __name__ == "__main__":
    main()
