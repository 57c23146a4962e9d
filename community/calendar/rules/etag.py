"""Whether a reader's copy is still good: ETag, If-None-Match, If-Modified-Since.

Source: calendar.md section 7; RFC 9110 8.8.3, 13.1.2, 13.1.3, 13.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime

# An entity tag: optional W/ (case counts), then quotes around printable signs but no quote.
_ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_BETWEEN = re.compile(r"[ \t]*(?:,[ \t]*)*")
_SAFE = re.compile(r"[A-Za-z0-9._-]+")


def feed_etag(kind: str, owner: str, version: str, day: date, environment: str) -> str:
    """Return W/"<kind>-<id>-<version>-<day>-<env>": weak, for gzip and plain alike.

    kind: group, person, near, walk, series. version: of the feed, "12" or "12.340". day: UTC
    date, for the window moves with it. environment: hash of release, tzdata and translations.
    Errors: ValueError for parts with other signs than letters, digits, ".", "_", "-".
    """
    parts = (kind, owner, version, f"{day:%Y%m%d}", environment)
    if not all(_SAFE.fullmatch(part) for part in parts):
        raise ValueError(f"not fit for an entity tag: {parts!r}")
    return f'W/"{"-".join(parts)}"'


def matches_none(if_none_match: str, etag: str) -> bool:
    """Return whether `If-None-Match` names our tag: weak comparison, lists, `*`.

    Unreadable parts name nothing, and what was read before them counts.
    """
    if if_none_match.strip() == "*":
        return True
    ours = etag.removeprefix("W/")[1:-1]
    position = 0
    while True:
        position = _end_of(_BETWEEN, if_none_match, position)
        tag = _ENTITY_TAG.match(if_none_match, position)
        if tag is None:
            return False
        if tag[1] == ours:
            return True
        position = tag.end()


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def is_not_modified(
    etag: str,
    last_modified: datetime,
    if_none_match: str | None,
    if_modified_since: str | None,
) -> bool:
    """Return whether the answer to a GET or HEAD is 304.

    If `If-None-Match` is there, `If-Modified-Since` is ignored; an unreadable date too.
    """
    if if_none_match is not None:
        return matches_none(if_none_match, etag)
    since = read_http_date(if_modified_since)
    return since is not None and last_modified.replace(microsecond=0) <= since


def read_http_date(text: str | None) -> datetime | None:
    """Return the aware UTC time of an HTTP date, or None when it is unreadable."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def http_date(instant: datetime) -> str:
    """Return an aware UTC instant as an HTTP date."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)


def last_modified_of(
    changed_at: Sequence[datetime], environment_since: datetime, now: datetime
) -> datetime:
    """Return the newest of the feed's changes, today 00:00 UTC, and the environment's time.

    Whole seconds, never in the future.
    """
    today = datetime.combine(now.astimezone(UTC).date(), time.min, tzinfo=UTC)
    newest = max([*changed_at, environment_since, today])
    return min(newest, now).astimezone(UTC).replace(microsecond=0)
