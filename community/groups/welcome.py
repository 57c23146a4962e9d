"""What somebody reads who has just joined."""

from __future__ import annotations

from flask_babel import gettext

from community.foundation.parts import parts
from community.foundation.security import viewer
from community.groups.queries import GroupCard


def welcome(group: GroupCard) -> str:
    """Return the sentence; events, which know the next walk, may say it ("group.welcome")."""
    return parts("group.welcome", group, viewer()) or gettext("You’re in.")
