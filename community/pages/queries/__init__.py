"""Reads of the pages, by page."""

from community.pages.queries.find import FindPage, FoundWalk, find_page
from community.pages.queries.front import FrontPage, front_page
from community.pages.queries.today import ChangedWalk, MyGroup, TodayPage, today_page

__all__ = [
    "ChangedWalk",
    "FindPage",
    "FoundWalk",
    "FrontPage",
    "MyGroup",
    "TodayPage",
    "find_page",
    "front_page",
    "today_page",
]
