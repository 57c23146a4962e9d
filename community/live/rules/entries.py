"""What an entry may hold, and how long it may be changed or seen (chat.md, Events and Messages)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.foundation.text import clean_text, has_nul, has_something_to_see
from community.live.rules.board import SETTABLE, SHOWS_THE_BODY

LONGEST_BODY = 2000  # characters after trimming
LONGEST_RAW = 64_000  # characters; nobody types that, so it is a malformed payload
LONGEST_SEAT = 60
MOST_MINUTES_LATE = 120
MOST_COUNTED = 999
PAGE = 200  # entries
EDIT_WINDOW = timedelta(minutes=15)
UNDO_WINDOW = timedelta(minutes=10)
ROOM_STAYS_OPEN = timedelta(days=14)
BODY_STATES_STAY = timedelta(days=7)
REACTIONS = ("👍", "❤️", "😊", "👏", "🙏", "☀️")
KINDS = ("message", "edit", "deletion", "reaction", "check_in", "headcount")
ABOUT_OTHERS = ("edit", "deletion", "reaction")
MOMENTS = ("start", "half", "end")

ROOM_NAME = re.compile(r"(group|walk|team)-([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class RoomName:
    """`walk-340`, taken apart."""

    kind: str
    subject: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.subject}"


@dataclass(frozen=True)
class Draft:
    """What a person wants to post, cleaned; the kind says which fields mean something."""

    kind: str
    body: str
    about: int | None = None
    reply_to: int | None = None
    minutes: int | None = None
    seat: str = ""
    person: int | None = None
    moment: str = ""


@dataclass(frozen=True)
class Post:
    """One entry that a person wants to post, well formed; whether it may is not asked yet."""

    person_id: int
    room: RoomName
    client_id: str
    draft: Draft
    made_at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """Why a draft cannot be an entry: `bad_request`, `too_long` or `empty`."""

    code: str


def room_name(text: str) -> RoomName | None:
    """Return the parts of `text` when it names a room."""
    found = ROOM_NAME.fullmatch(text)
    return RoomName(found[1], int(found[2])) if found else None


def client_id(text: str) -> str | None:
    """Return the UUID `text` in its usual spelling, or None."""
    try:
        return str(uuid.UUID(text)) if len(text) in (32, 36) else None
    except ValueError:
        return None


def check_entry(draft: Draft) -> Draft | Fault:
    """Return `draft` cleaned, or why it cannot be stored, whoever sends it."""
    if draft.kind not in KINDS or len(draft.body) > LONGEST_RAW:
        return Fault("bad_request")
    if has_nul(draft.body) or has_nul(draft.seat):
        return Fault("bad_request")
    if (draft.about is None) == (draft.kind in ABOUT_OTHERS):
        return Fault("bad_request")
    return _CHECKS[draft.kind](draft)


def _text(draft: Draft) -> Draft | Fault:
    body = clean_text(draft.body)
    if not has_something_to_see(body):
        return Fault("empty")
    if len(body) > LONGEST_BODY:
        return Fault("too_long")
    reply_to = draft.reply_to if draft.kind == "message" else None
    return Draft(draft.kind, body, about=draft.about, reply_to=reply_to)


def _deletion(draft: Draft) -> Draft | Fault:
    return Draft(draft.kind, "", about=draft.about)


def _reaction(draft: Draft) -> Draft | Fault:
    if draft.body not in REACTIONS:
        return Fault("bad_request")
    return Draft(draft.kind, draft.body, about=draft.about)


def _check_in(draft: Draft) -> Draft | Fault:
    if draft.body not in SETTABLE:
        return Fault("bad_request")
    minutes, seat = None, ""
    if draft.body == "running_late":
        minutes = draft.minutes
        if minutes is not None and not 1 <= minutes <= MOST_MINUTES_LATE:
            return Fault("bad_request")
    if draft.body == "resting":
        seat = " ".join(clean_text(draft.seat).split())
        if len(seat) > LONGEST_SEAT:
            return Fault("too_long")
    return Draft(draft.kind, draft.body, minutes=minutes, seat=seat, person=draft.person)


def _headcount(draft: Draft) -> Draft | Fault:
    body = draft.body.strip()
    if draft.moment not in MOMENTS or not (body.isascii() and body.isdecimal()):
        return Fault("bad_request")
    if len(body) > 4 or int(body) > MOST_COUNTED:
        return Fault("bad_request")
    return Draft(draft.kind, str(int(body)), moment=draft.moment)


_CHECKS = {
    "message": _text,
    "edit": _text,
    "deletion": _deletion,
    "reaction": _reaction,
    "check_in": _check_in,
    "headcount": _headcount,
}


def can_still_edit(sent_at: datetime, now: datetime) -> bool:
    """Messages can be edited for 15 minutes."""
    return now - sent_at <= EDIT_WINDOW


def can_still_undo(sent_at: datetime, now: datetime) -> bool:
    """Taps can be undone for 10 minutes."""
    return now - sent_at <= UNDO_WINDOW


def vanishes(kind: str, body: str, ends_at: datetime, now: datetime) -> bool:
    """Whether a check-in is about somebody's body and the walk is seven days past."""
    return kind == "check_in" and body in SHOWS_THE_BODY and now >= ends_at + BODY_STATES_STAY


def made_at_or_now(made_at: datetime | None, now: datetime, opened_at: datetime) -> datetime:
    """Return when a tap was made: what the device says if it can be, else `now`."""
    if made_at is None or made_at > now or made_at < opened_at:
        return now
    return made_at


def seen_by(marks: Iterable[int], seq: int) -> int:
    """Return how many read marks have reached `seq`."""
    return sum(mark >= seq for mark in marks)
