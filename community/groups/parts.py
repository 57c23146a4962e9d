"""What groups add to other pages: my groups on the tab Me, and what was wanted before sign-up."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import flash, render_template

from community.accounts import on_arrival
from community.foundation.errors import NotFound
from community.foundation.parts import fills
from community.groups.actions import join_group
from community.groups.queries import GroupCard, group_with_slug, groups_of
from community.groups.welcome import welcome

_WISH = re.compile(
    r"(?P<path>/groups/(?P<slug>[a-z0-9-]{1,60}))\?join=yes(?:&invite=(?P<invite>[\w-]{1,40}))?"
)


@fills("account.sections", order=20)
def my_groups(subject: Any, person: Any) -> str:
    """The groups that the person belongs to, and the way to start one."""
    return render_template("groups/_mine.html", groups=groups_of(person.id))


@fills("sign_up.kept", order=50)
def joining_is_kept(target: str, person: Any) -> str:
    """Say on the sign-up page that joining is not lost."""
    wish = _WISH.fullmatch(target or "")
    group = _group(wish["slug"]) if wish else None
    if group is None:
        return ""
    return render_template("groups/_joining_kept.html", group=group)


@on_arrival
def join_after_signing_in(person_id: int, target: str, now: datetime) -> str | None:
    """Join the group whose button was tapped before signing in."""
    wish = _WISH.fullmatch(target)
    group = _group(wish["slug"]) if wish else None
    if wish is None or group is None:
        return None
    if join_group(person_id, group.id, now, wish["invite"] or ""):
        flash(welcome(group))
    return wish["path"]


def _group(slug: str) -> GroupCard | None:
    try:
        return group_with_slug(slug)
    except NotFound:
        return None
