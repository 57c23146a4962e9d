"""Feed versions and feed links (calendar.md 1 and 7)."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import Model, UtcField


class FeedVersion(Model):
    """How often what a feed shows has changed; raised in the transaction of the change."""

    kind = peewee.CharField(max_length=6)  # group, person, site
    owner = peewee.IntegerField()  # id of the group or person; 0 for the site
    version = peewee.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        indexes = ((("kind", "owner"), True),)


class FeedLink(Model):
    """A personal feed's secret link: the nonce and the hash, never the token."""

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    nonce = peewee.CharField(max_length=32)
    token_hash = peewee.CharField(max_length=64, unique=True)
    shows_other_walks = peewee.BooleanField(default=False)
    made_at = UtcField()
    ended_at = UtcField(null=True)  # renewed or switched off: answers 410
