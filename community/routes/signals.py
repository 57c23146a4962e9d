"""What happened to routes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RouteSaved:
    """A group has a new route."""

    route_id: int
    group_id: int


@dataclass(frozen=True)
class RouteChanged:
    """Name, facts or recce of a route changed, and perhaps its grade; `rev` grew by one."""

    route_id: int
    group_id: int
    letter_before: str
    letter: str


@dataclass(frozen=True)
class RouteShared:
    """Leaders let everybody see a route ("everyone"), or only their group again ("group")."""

    route_id: int
    group_id: int
    sharing: str


@dataclass(frozen=True)
class ConditionReported:
    """A walker reported what a route is like, or saw it again."""

    report_id: int
    route_id: int
    group_id: int
    kind: str


@dataclass(frozen=True)
class ConditionSettled:
    """What was reported is over, or somebody looked and it is still so."""

    report_id: int
    route_id: int
    group_id: int
    is_over: bool


@dataclass(frozen=True)
class UploadBegun:
    """A file was sent and waits to be read, for the first time or anew."""

    upload_id: int
    group_id: int
