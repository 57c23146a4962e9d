"""Doors of walks over HTTP."""

from community.events.views import change, plan, walk
from community.events.views.blueprint import blueprint

__all__ = ["blueprint", "change", "plan", "walk"]
