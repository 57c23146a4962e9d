"""The tabs on the phone and the links of the desktop bar; a tab appears with its feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request

from community.foundation.settings import Settings


@dataclass(frozen=True)
class Tab:
    """One entry: `prefixes` are the paths under which it is the current one.

    has_front_page: for who is not signed in, the front page belongs to it too.
    """

    label: str
    href: str
    icon: str
    order: int
    prefixes: tuple[str, ...]
    for_signed_in: bool = True
    for_signed_out: bool = False
    has_front_page: bool = False


@dataclass(frozen=True)
class Link:
    """A tab as templates draw it."""

    label: Any
    href: str
    icon: str
    is_current: bool


_tabs: dict[str, Tab] = {}


def add_tab(key: str, tab: Tab) -> None:
    """Show `tab` from now on; `key` names it once."""
    _tabs[key] = tab


def links(signed_in: bool, path: str) -> list[Link]:
    """Return the links for this person, in order, the current one marked."""
    from_here = [t for t in _tabs.values() if (t.for_signed_in if signed_in else t.for_signed_out)]
    return [
        Link(tab.label, tab.href, tab.icon, _is_current(tab, path, signed_in))
        for tab in sorted(from_here, key=lambda t: t.order)
    ]


def _is_current(tab: Tab, path: str, signed_in: bool) -> bool:
    if path == "/" and tab.has_front_page and not signed_in:
        return True
    return path == tab.href or any(path.startswith(prefix) for prefix in tab.prefixes)


def register(app: Flask, settings: Settings) -> None:
    """Give every template its `navigation`."""
    from flask_babel import gettext

    from community.foundation.security import viewer

    @app.context_processor
    def navigation() -> dict[str, Any]:
        return {
            "navigation": [
                Link(gettext(link.label), link.href, link.icon, link.is_current)
                for link in links(viewer() is not None, request.path if request else "/")
            ]
        }
