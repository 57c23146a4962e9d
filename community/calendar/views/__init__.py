"""Doors: feeds and downloads for programs, pages for people."""

from community.calendar.views import downloads, feeds, pages
from community.calendar.views.blueprint import blueprint

__all__ = ["blueprint", "downloads", "feeds", "pages"]
