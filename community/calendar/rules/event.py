"""Value objects: a walk as a calendar file shows it, and who reads it.

Whoever loads them gives everything; what a reader may see (exact place, first names) is decided
by the writer, from `Reader.audience`, in one place.

Source: calendar.md sections 2 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.calendar.rules.phrases import ENGLISH, Phrases
from community.events.rules.dates import DateStatus
from community.events.rules.series import Schedule


class Audience(StrEnum):
    """Whose eyes a feed is for: anybody's, or those of the group's members."""

    PUBLIC = "public"
    MEMBER = "member"


class Standing(StrEnum):
    """What the walk is to the holder of a personal feed; NONE in other feeds."""

    NONE = "none"
    COMING = "coming"
    LEADING = "leading"
    WAITING = "waiting"
    MAYBE = "maybe"
    OTHER = "other"  # one of the other walks of my groups


class Alarm(StrEnum):
    """A reminder in the personal feed, off at first."""

    NONE = "none"
    ONE_HOUR = "one_hour"
    TWO_HOURS = "two_hours"
    EVENING_BEFORE = "evening_before"


@dataclass(frozen=True, slots=True)
class FirstName:
    """A person's first name, and whether that person agrees to be named."""

    name: str
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """Where people meet. latitude, longitude: degrees WGS 84, or None when unknown.

    area: the part of town that everybody may know, such as "Headingley".
    """

    name: str
    address: str = ""
    area: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a walk, or of one date that differs from it.

    route_lines: sentences of the route card (grade, distance in the reader's units, minutes,
    longest gap between seats), translated. categories: "Walk", "Grade B", translated.
    """

    title: str
    place: MeetingPlace
    route_lines: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    leader: FirstName | None = None


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date of a walk: its row, with None where it is as the walk.

    date_id: of its page /walks/<id>. original_local: naive start by the rule. declined: the
    holder of a personal feed answered "can't". reason, changed_by: of a called-off or moved
    date. standing: None as the walk's. changed_at: aware UTC of the last change of this date,
    None when it never changed since it was made.
    """

    date_id: int
    original_local: datetime
    start_local: datetime | None = None
    minutes: int | None = None
    status: DateStatus = DateStatus.PLANNED
    extra: bool = False
    declined: bool = False
    reason: str = ""
    changed_by: FirstName | None = None
    shown: Shown | None = None
    standing: Standing | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarWalk:
    """A published walk with its dates, as one reader's feed needs it.

    uid: 16 hex digits, for ever. walk_id: of the page /series/<id>. dates: for a one-off walk
    its one date; for a series at least those that differ from the rule, and all rows when
    `component.writes_single_dates` says so. sequence: see `sequence_of`. single_dates: write
    the given dates only, as events of their own (a personal feed with answers to single dates).
    """

    uid: str
    walk_id: int
    schedule: Schedule
    shown: Shown
    dates: tuple[CalendarDate, ...]
    sequence: int
    changed_at: datetime
    published_at: datetime
    group_name: str = ""
    standing: Standing = Standing.NONE
    group_shows_place: bool = False
    group_shows_leaders: bool = False
    single_dates: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and where the site is.

    site_id: "<8 hex>.amble". base_url: "https://host" without a slash at the end.
    names_group: the title carries " (group)": outside a group's own feed.
    """

    site_id: str
    base_url: str
    phrases: Phrases = ENGLISH
    audience: Audience = Audience.PUBLIC
    names_group: bool = False
    alarm: Alarm = Alarm.NONE


def sequence_of(
    walk_rev: int, group_rev: int, site_rev: int, rsvp_rev: int = 0, person_rev: int = 0
) -> int:
    """Return SEQUENCE: a sum of counters that begin at 0 and only grow.

    rsvp_rev, person_rev: in personal feeds. Source: calendar.md section 4.
    """
    return walk_rev + group_rev + site_rev + rsvp_rev + person_rev
