"""Writes whole files: what was written before is kept by what it was made from.

A feed looks at its walks lightly, takes the fragments that are still good, writes the others, and
joins them. Nothing is kept of night walks, whose rows grow by the day.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext

from community.calendar import words, writing
from community.calendar.kept import Kept
from community.calendar.queries import stored, versions
from community.calendar.queries.stored import LightWalk
from community.calendar.queries.versions import FeedState
from community.calendar.rules.component import WalkFragment, write_walk
from community.calendar.rules.event import Audience, CalendarWalk, Reader
from community.calendar.rules.feed import FeedHeader, horizon_year, join_feed, render_download
from community.calendar.rules.layout import writes_single_dates
from community.calendar.rules.mine import Mine
from community.calendar.site import Site, site_of
from community.calendar.writing import Owner
from community.events import Walk
from community.foundation.jobs import off_the_loop
from community.groups import GroupCard, group_cards, group_of, groups_of, standings_of

SMALLEST_PACKED = 1_000  # octets; source: calendar.md section 7, gzip from 1 kB
FRAGMENTS_KEPT = 48_000_000  # octets in each process
FILES_KEPT = 32_000_000
FEW = 20  # so many walks are written before the loop would notice
AROUND = 400  # octets that Python needs around a fragment, about
UNITS_OF_GROUPS = "km"  # groups have no units of their own


@dataclass(frozen=True)
class File:
    """A calendar file, plain and compressed; packed is None for a small one."""

    plain: bytes
    packed: bytes | None


@dataclass(frozen=True)
class Written:
    """What this process keeps."""

    fragments: Kept[WalkFragment]
    files: Kept[File]


@dataclass(frozen=True)
class Voice:
    """In whose words a file is written."""

    language: str
    units: str
    names_group: bool


def kept() -> Written:
    """Return what this process has written and keeps."""
    found: Written = current_app.extensions.setdefault(
        "calendar_kept", Written(Kept(FRAGMENTS_KEPT), Kept(FILES_KEPT))
    )
    return found


def feed_file(state: FeedState, etag: str, now: datetime) -> File:
    """Return the file of a feed; `etag` is what it is kept under."""
    found = kept().files.get(etag)
    if found is None:
        found = _personal(state, now) if state.kind == "person" else _of_group(state, now)
        kept().files.put(etag, found, len(found.plain) + len(found.packed or b""))
    return found


def download_of_date(
    page_walk: Walk,
    occurrence_id: int,
    group: GroupCard,
    voice: Voice,
    is_member: bool,
    now: datetime,
) -> bytes | None:
    """Return one date as a file of its own, None for one that is not there."""
    site, year = site_of(now), horizon_year(now.date())
    look = versions.told_since("look", [group.id]).get(group.id)
    with words.written_for(voice.language, voice.units):
        walk = writing.one_date(page_walk.id, occurrence_id, group, look, Owner(site, year))
        reader = _reader(site, voice, is_member)
    return None if walk is None else render_download(walk, reader, now.date())


def download_of_series(
    walk_id: int, group: GroupCard, voice: Voice, is_member: bool, now: datetime
) -> bytes | None:
    """Return a series as a file; None for a walk that is not there or is a draft."""
    site, year = site_of(now), horizon_year(now.date())
    looks = versions.told_since("look", [group.id])
    with words.written_for(voice.language, voice.units):
        walks = writing.calendar_walks(
            stored.light_walks([walk_id]), {group.id: group}, looks, Owner(site, year)
        )
        reader = _reader(site, voice, is_member)
    return render_download(walks[0], reader, now.date()) if walks else None


def _of_group(state: FeedState, now: datetime) -> File:
    """Write the feed of a group: as everybody, or in a member's words as members see it."""
    group, site, today = group_of(state.group_id or 0), site_of(now), now.date()
    is_member = state.kind == "member"
    voice, person_rev, told_since = Voice(group.language, UNITS_OF_GROUPS, False), 0, None
    if is_member and state.person_id is not None:
        voice, person_rev, told_since = _voice_of(state.person_id, names_group=False)
    owner = Owner(site, horizon_year(today), person_rev, told_since)
    light = stored.light_walks_of_group(group.id, today)
    with words.written_for(voice.language, voice.units):
        reader = _reader(site, voice, is_member)
        key = (voice, reader.audience, group.rev, person_rev, site.environment)
        found = _fragments(
            {walk.id: (key, reader) for walk in light}, light, {group.id: group}, owner
        )
        return _file(FeedHeader(group.name, group.about), found, today, reader)


def _personal(state: FeedState, now: datetime) -> File:
    """Write a personal feed: what the holder answered and leads, and more if she wants."""
    person_id, site, today = state.person_id or 0, site_of(now), now.date()
    voice, person_rev, told_since = _voice_of(person_id, names_group=True)
    member_of = frozenset(group.id for group in groups_of(person_id))
    wanted = member_of if state.switches.others else frozenset()
    light, mine = stored.light_walks_of_person(person_id, wanted, today)
    groups = group_cards({walk.group_id for walk in light})
    standings = standings_of([person_id], list(groups))
    inside = {number for (_, number), one in standings.items() if one.is_member}
    light = [
        walk
        for walk in light
        if not stored.is_gone_from(groups[walk.group_id], walk.group_id in inside)
    ]
    owner = Owner(
        site, horizon_year(today), person_rev, told_since, mine, state.switches, frozenset(inside)
    )
    with words.written_for(voice.language, voice.units):
        readers = {is_in: _reader(site, voice, is_in) for is_in in (True, False)}
        about: dict[int, tuple[tuple[object, ...], Reader]] = {}
        for walk in light:
            reader = readers[walk.group_id in inside]
            key = (
                voice,
                reader.audience,
                groups[walk.group_id].rev,
                person_rev,
                site.environment,
                person_id,
                state.switches,
                mine.get(walk.id, Mine()),
            )
            about[walk.id] = (key, reader)
        found = _fragments(about, light, groups, owner)
        name = gettext("My walks (%(site)s)", site="Amble")
        return _file(FeedHeader(name), found, today, readers[True])


def _voice_of(person_id: int, names_group: bool) -> tuple[Voice, int, datetime | None]:
    language, units, rev = versions.person_reads(person_id)
    told_since = versions.told_since("reader", [person_id]).get(person_id)
    return Voice(language, units, names_group), rev, told_since


def _reader(site: Site, voice: Voice, is_member: bool) -> Reader:
    return Reader(
        site_id=site.id,
        base_url=site.base_url,
        phrases=words.phrases(voice.language),
        audience=Audience.MEMBER if is_member else Audience.PUBLIC,
        names_group=voice.names_group,
    )


def _fragments(
    about: Mapping[int, tuple[tuple[object, ...], Reader]],
    light: Iterable[LightWalk],
    groups: Mapping[int, GroupCard],
    owner: Owner,
) -> list[WalkFragment]:
    """Return the written walks; those that are kept are not loaded, let alone written."""
    found: list[WalkFragment] = []
    missing: dict[int, tuple[LightWalk, tuple[object, ...]]] = {}
    for walk in light:
        key = (walk.uid, walk.rev, owner.horizon_year, *about[walk.id][0])
        fragment = kept().fragments.get(key)
        if fragment is None:
            missing[walk.id] = (walk, key)
        else:
            found.append(fragment)
    if not missing:
        return found
    looks = versions.told_since("look", list(groups))
    walks = writing.calendar_walks([walk for walk, _ in missing.values()], groups, looks, owner)
    readers = {walk_id: reader for walk_id, (_, reader) in about.items()}
    arguments = (walks, readers, owner.horizon_year)
    written = _write(*arguments) if len(walks) <= FEW else off_the_loop(_write, *arguments)
    for value, fragment in zip(walks, written, strict=True):
        found.append(fragment)
        if not _grows_by_the_day(value, owner.horizon_year):
            octets = sum(len(one.octets) + AROUND for one in fragment.components) + AROUND
            kept().fragments.put(missing[value.walk_id][1], fragment, octets)
    return found


def _grows_by_the_day(walk: CalendarWalk, year: int) -> bool:
    return (
        walk.schedule.rule is not None and not walk.single_dates and writes_single_dates(walk, year)
    )


def _write(walks: list[CalendarWalk], readers: dict[int, Reader], year: int) -> list[WalkFragment]:
    return [write_walk(walk, readers[walk.walk_id], year) for walk in walks]


def _file(header: FeedHeader, found: list[WalkFragment], today: date, reader: Reader) -> File:
    arguments = (header, found, today, reader.phrases.instead_of_address)
    return _packed(*arguments) if len(found) <= FEW else off_the_loop(_packed, *arguments)


def _packed(header: FeedHeader, found: list[WalkFragment], today: date, instead: str) -> File:
    return file_of(join_feed(header, found, today, instead))


def file_of(plain: bytes) -> File:
    """Return a file with its compressed form, the same octets on every process."""
    is_small = len(plain) < SMALLEST_PACKED
    return File(plain, None if is_small else gzip.compress(plain, 6, mtime=0))
