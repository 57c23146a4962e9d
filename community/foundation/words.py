"""Marking of sentences that pages translate later. Pure: no Flask."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Return `message` unchanged; the extractor finds it, the page that shows it translates it."""
    return message
