"""Reads: one date for higher features, lists of walks, the pages of a date and of a series."""

from community.events.queries.cards import WalkCard, next_walks_of, walks_of_group
from community.events.queries.choices import (
    NextDate,
    Preview,
    RouteChoice,
    last_walk_on,
    meeting_points_of,
    preview,
    routes_to_choose,
)
from community.events.queries.facts import (
    Coming,
    OccurrenceFacts,
    RegisterEntry,
    coming_to,
    leader_ids_of,
    occurrence_and_walk,
    occurrence_facts,
    register_of,
)
from community.events.queries.near import WalkFilters, walks_near
from community.events.queries.page import MyAnswer, SeriesInfo, WalkPage, walk_page
from community.events.queries.route_change import RouteChange
from community.events.queries.series import (
    DATES_AT_FIRST,
    DATES_SHOWN,
    SeriesDate,
    SeriesPage,
    series_page,
)

__all__ = [
    "DATES_AT_FIRST",
    "DATES_SHOWN",
    "Coming",
    "MyAnswer",
    "NextDate",
    "OccurrenceFacts",
    "Preview",
    "RegisterEntry",
    "RouteChange",
    "RouteChoice",
    "SeriesDate",
    "SeriesInfo",
    "SeriesPage",
    "WalkCard",
    "WalkFilters",
    "WalkPage",
    "coming_to",
    "last_walk_on",
    "leader_ids_of",
    "meeting_points_of",
    "next_walks_of",
    "occurrence_and_walk",
    "occurrence_facts",
    "preview",
    "register_of",
    "routes_to_choose",
    "series_page",
    "walk_page",
    "walks_near",
    "walks_of_group",
]
