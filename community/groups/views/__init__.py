"""Doors of groups over HTTP."""

from community.groups.views import group, members, settings, start
from community.groups.views.blueprint import blueprint

__all__ = ["blueprint", "group", "members", "settings", "start"]
