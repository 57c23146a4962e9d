"""Outside values to typed ones: whatever does not fit is `BadRequest` (chat.md, Events)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec

from community.foundation.errors import BadRequest
from community.live.rules import entries
from community.live.rules.entries import Post

BIGGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds

Id = Annotated[int, msgspec.Meta(ge=1, le=BIGGEST_ID)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=BIGGEST_ID)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
T = TypeVar("T", bound=msgspec.Struct)


class JoinPayload(msgspec.Struct):
    """`join`: where, and the last entry that the client has."""

    room: Word
    after_seq: Seq = 0


class SincePayload(msgspec.Struct):
    """`since`: a page of what came after."""

    room: Word
    after_seq: Seq
    limit: Annotated[int, msgspec.Meta(ge=1, le=entries.PAGE)] = entries.PAGE


class SeenPayload(msgspec.Struct):
    """`seen`: read up to here."""

    room: Word
    seq: Seq


class RoomPayload(msgspec.Struct):
    """`typing`: where."""

    room: Word


class PostPayload(msgspec.Struct):
    """`post`: one entry. Fields that the kind does not need are left aside."""

    room: Word
    client_id: Word
    kind: Word
    body: str | int = ""
    reply_to: Id | None = None
    about: Id | None = None
    minutes: Annotated[int, msgspec.Meta(ge=0, le=BIGGEST_ID)] | None = None
    seat: str = ""
    person: Id | None = None
    moment: Word = ""
    made_at: Word | None = None


def read(kind: type[T], payload: Any) -> T:
    """Return `payload` as `kind`. Errors: `BadRequest`, which holds nothing of the payload."""
    try:
        return msgspec.convert(payload, type=kind)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError):
        raise BadRequest from None


def read_room(text: str) -> entries.RoomName:
    """Return the room that `text` names. Errors: `BadRequest`."""
    found = entries.room_name(text)
    if found is None:
        raise BadRequest
    return found


def parse_post(person_id: int, payload: Any) -> Post:
    """Return the post in `payload`. Errors: `BadRequest`; `too_long` and `empty` come later."""
    given = read(PostPayload, payload)
    client_id = entries.client_id(given.client_id)
    if client_id is None or given.kind not in entries.KINDS:
        raise BadRequest
    if isinstance(given.body, int) and given.kind != "headcount":
        raise BadRequest
    draft = entries.Draft(
        kind=given.kind,
        body=str(given.body),
        about=given.about,
        reply_to=given.reply_to,
        minutes=given.minutes,
        seat=given.seat,
        person=given.person,
        moment=given.moment,
    )
    checked = entries.check_entry(draft)
    if isinstance(checked, entries.Fault) and checked.code == "bad_request":
        raise BadRequest
    return Post(person_id, read_room(given.room), client_id, draft, _instant(given.made_at))


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if found.tzinfo is None:
        raise BadRequest
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise BadRequest from None


def form_payload(room: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of an HTML form as `PostPayload` takes them: numbers as numbers."""
    payload: dict[str, Any] = {"room": room}
    for name in ("client_id", "kind", "body", "seat", "moment"):
        if name in form:
            payload[name] = form[name]
    for name in ("reply_to", "about", "minutes", "person"):
        if text := form.get(name, "").strip():
            if not (text.isascii() and text.isdecimal() and len(text) <= 10):
                raise BadRequest
            payload[name] = int(text)
    return payload
