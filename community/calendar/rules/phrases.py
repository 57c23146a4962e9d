"""The words that a feed puts around people's own texts, in one language.

The defaults are English and marked for the translators; `phrases_in` turns all of them at once.
Placeholders are Python's `%(name)s`, as everywhere in Amble's translations.

Source: calendar.md section 4 (SUMMARY, LOCATION, DESCRIPTION, "Text").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from community.foundation.words import N_

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def english_day_and_time(local: datetime) -> str:
    """Return "Thursday 4 November 2027, 10:00"."""
    return (
        f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year},"
        f" {local:%H:%M}"
    )


@dataclass(frozen=True, slots=True)
class Phrases:
    """All language-dependent words of a feed; each field is one whole phrase or sentence.

    day_and_time: turns a naive local time into words of the language (Babel's
    `format_datetime`, or `english_day_and_time`).
    """

    summary_cancelled: str = N_("CANCELLED: %(title)s")
    summary_leading: str = N_("Leading: %(title)s")
    summary_waiting: str = N_("Waiting list: %(title)s")
    summary_maybe: str = N_("Maybe: %(title)s")
    summary_moved: str = N_("Moved: %(title)s")
    title_with_group: str = N_("%(title)s (%(group)s)")
    area_only: str = N_("%(area)s (exact place for members)")
    place_for_members: str = N_("Members see the exact place.")
    meeting_point: str = N_("Meeting point: %(place)s")
    leader: str = N_("Leader: %(name)s")
    called_off: str = N_("Called off.")
    called_off_reason: str = N_("Called off: %(reason)s")
    called_off_by: str = N_("Called off by %(name)s.")
    called_off_by_reason: str = N_("Called off by %(name)s: %(reason)s")
    moved: str = N_("Moved from %(when)s.")
    moved_reason: str = N_("Moved from %(when)s: %(reason)s")
    moved_by: str = N_("Moved by %(name)s from %(when)s.")
    moved_by_reason: str = N_("Moved by %(name)s from %(when)s: %(reason)s")
    instead_of_address: str = N_("(see the walk's page)")
    day_and_time: Callable[[datetime], str] = english_day_and_time


ENGLISH = Phrases()


def phrases_in(translate: Callable[[str], str], day_and_time: Callable[[datetime], str]) -> Phrases:
    """Return the phrases of another language.

    translate: turns an English message into the language (gettext). day_and_time: see Phrases.
    """
    words: dict[str, Any] = {
        field.name: translate(getattr(ENGLISH, field.name))
        for field in fields(Phrases)
        if field.name != "day_and_time"
    }
    return Phrases(**words, day_and_time=day_and_time)
