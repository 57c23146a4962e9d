"""Feed versions and feed links (calendar.md 1 and 7)."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import Model, UtcField


class FeedVersion(Model):
    """How often something that feeds show has changed; raised in the transaction of the change.

    kind: group, person, site: the versions of calendar.md 7, whose sums make ETags. look, reader:
    the `rev` of a group or person that feeds have told last, and since when, for DTSTAMP.
    """

    kind = peewee.CharField(max_length=6)
    owner = peewee.IntegerField()  # id of the group or person; 0 for the site
    version = peewee.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        indexes = ((("kind", "owner"), True),)


class FeedLink(Model):
    """A personal feed's secret link: the nonce and the hash, never the token.

    It outlives its person without naming her, for a link that has ended answers 410, not 404.
    """

    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    nonce = peewee.CharField(max_length=32)
    token_hash = peewee.CharField(max_length=64, unique=True)
    shows_coming = peewee.BooleanField(default=True)
    shows_maybe = peewee.BooleanField(default=True)
    shows_other_walks = peewee.BooleanField(default=False)
    made_at = UtcField()
    ended_at = UtcField(null=True)  # renewed or switched off: answers 410
