"""Writes: versions of feeds, the secret link of a person, what her feed contains."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from community.accounts import Person
from community.calendar import policy
from community.calendar.models import FeedLink, FeedVersion
from community.calendar.rules.mine import AT_FIRST, Switches
from community.calendar.rules.token import NONCE_OCTETS, feed_token, token_lookup
from community.foundation.authorisation import require
from community.foundation.database import lock_row, write_transaction
from community.foundation.signals import run_before_commit
from community.groups import Group

SWITCHES = {  # what the page sends -> the column
    "coming": FeedLink.shows_coming,
    "maybe": FeedLink.shows_maybe,
    "others": FeedLink.shows_other_walks,
}


@dataclass(frozen=True)
class OwnLink:
    """A person's link, with the token that the database does not hold."""

    id: int
    token: str
    switches: Switches


def raise_version(kind: str, owner: int, now: datetime) -> None:
    """Count a change of what feeds show, once in the open transaction, at its end.

    A rollback takes it back.
    """
    run_before_commit(f"feed_version {kind} {owner:012d}", lambda: _raise(kind, owner, now))


def raise_group(group_id: int, now: datetime) -> None:
    """Count a change in a group's walks; the site's version too when they are public."""
    raise_version("group", group_id, now)
    joining = Group.select(Group.joining).where(Group.id == group_id).scalar()
    if joining is not None and joining != "invite":
        raise_version("site", 0, now)


def is_told(kind: str, owner: int, rev: int) -> bool:
    """Whether feeds told this `rev` of a group (look) or person (reader) already."""
    told = FeedVersion.select(FeedVersion.version).where(
        FeedVersion.kind == kind, FeedVersion.owner == owner
    )
    return int(told.scalar() or 0) == rev


def note_told(kind: str, owner: int, rev: int, now: datetime) -> None:
    """Remember since when feeds tell this `rev` of a group (look) or person (reader)."""

    def note() -> None:
        FeedVersion.insert(kind=kind, owner=owner, version=rev, changed_at=now).on_conflict(
            conflict_target=[FeedVersion.kind, FeedVersion.owner],
            update={FeedVersion.version: rev, FeedVersion.changed_at: now},
        ).execute()

    run_before_commit(f"feed_version {kind} {owner:012d}", note)


def _raise(kind: str, owner: int, now: datetime) -> None:
    FeedVersion.insert(kind=kind, owner=owner, version=1, changed_at=now).on_conflict(
        conflict_target=[FeedVersion.kind, FeedVersion.owner],
        update={FeedVersion.version: FeedVersion.version + 1, FeedVersion.changed_at: now},
    ).execute()


def own_link(actor_id: int, person_id: int, server_secret: str, now: datetime) -> OwnLink:
    """Return the link of a person, made when she has none yet.

    A link whose token cannot be shown any more, since the server's secret is another, goes on
    working; beside it she gets a new one.
    """
    found = _shown_link(person_id, server_secret)
    if found is not None:
        require(policy.can_manage_link(actor_id, person_id))
        return found
    with write_transaction():
        require(policy.can_manage_link(actor_id, person_id))
        lock_row(Person, person_id)
        return _shown_link(person_id, server_secret) or _make_link(
            person_id, server_secret, AT_FIRST, now
        )


def renew_link(
    actor_id: int, person_id: int, link_id: int | None, server_secret: str, now: datetime
) -> OwnLink:
    """End all links of a person and make a new one; a second tap finds it made already.

    link_id: the link that the page showed.
    """
    with write_transaction():
        require(policy.can_manage_link(actor_id, person_id))
        lock_row(Person, person_id)
        now_shown = _shown_link(person_id, server_secret)
        if now_shown is not None and link_id is not None and now_shown.id != link_id:
            return now_shown
        switches = now_shown.switches if now_shown else AT_FIRST
        end_links(person_id, now)
        return _make_link(person_id, server_secret, switches, now)


def end_links(person_id: int, now: datetime) -> None:
    """Let all links of a person answer 410; inside a transaction."""
    FeedLink.update(ended_at=now).where(
        FeedLink.person == person_id, FeedLink.ended_at.is_null()
    ).execute()
    raise_version("person", person_id, now)


def set_switch(actor_id: int, person_id: int, name: str, is_on: bool, now: datetime) -> None:
    """Keep one choice of what the personal feed contains. Errors: `KeyError` for other names."""
    with write_transaction():
        require(policy.can_manage_link(actor_id, person_id))
        changed = (
            FeedLink.update({SWITCHES[name]: is_on})
            .where(FeedLink.person == person_id, SWITCHES[name] != is_on)
            .execute()
        )
        if changed:
            raise_version("person", person_id, now)


def _shown_link(person_id: int, server_secret: str) -> OwnLink | None:
    """Return the newest living link whose token can be shown."""
    rows = (
        FeedLink.select()
        .where(FeedLink.person == person_id, FeedLink.ended_at.is_null())
        .order_by(FeedLink.id.desc())
    )
    for row in rows:
        token = feed_token(server_secret.encode(), person_id, bytes.fromhex(row.nonce))
        if token_lookup(token).hex() == row.token_hash:
            switches = Switches(row.shows_coming, row.shows_maybe, row.shows_other_walks)
            return OwnLink(row.id, token, switches)
    return None


def _make_link(person_id: int, server_secret: str, switches: Switches, now: datetime) -> OwnLink:
    nonce = secrets.token_bytes(NONCE_OCTETS)
    token = feed_token(server_secret.encode(), person_id, nonce)
    row = FeedLink.create(
        person=person_id,
        nonce=nonce.hex(),
        token_hash=token_lookup(token).hex(),
        shows_coming=switches.coming,
        shows_maybe=switches.maybe,
        shows_other_walks=switches.others,
        made_at=now,
    )
    return OwnLink(row.id, token, switches)
