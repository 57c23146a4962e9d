"""Feeds: for programs that know nothing but the address. No session, no cookie, no sign-in."""

from __future__ import annotations

from flask import Response, request

from community.calendar import policy
from community.calendar.feeds import feed_file
from community.calendar.queries.versions import (
    FeedState,
    group_feed_state,
    member_feed_state,
    person_feed_state,
)
from community.calendar.views.answer import (
    METHODS,
    PRIVATE,
    PUBLIC,
    calendar_answer,
    check_guessing,
    check_limit,
    options,
)
from community.calendar.views.blueprint import blueprint
from community.foundation import clock
from community.foundation.authorisation import Allowed
from community.foundation.errors import NotFound, Problem
from community.foundation.security import without_session
from community.foundation.words import N_
from community.groups import Standing

UNKNOWN = NotFound(N_("There is no calendar at this address."))
ENDED = Problem(
    N_("This calendar address has ended. Its owner has a new one, or has switched it off."),
    code="ended",
    status=410,
)


@blueprint.route("/groups/<slug>/calendar.ics", methods=METHODS, provide_automatic_options=False)
@without_session
def group_feed(slug: str) -> Response:
    """All published walks of a group, as everybody may see them."""
    if request.method == "OPTIONS":
        return options()
    check_limit()
    state = group_feed_state(slug)
    if state is None or not _is_public(state):
        raise UNKNOWN
    return _answer(state, PUBLIC)


@blueprint.route("/calendar/<token>.ics", methods=METHODS, provide_automatic_options=False)
@without_session
def person_feed(token: str) -> Response:
    """The holder's walks."""
    if request.method == "OPTIONS":
        return options()
    check_limit()
    return _secret(person_feed_state(token))


@blueprint.route("/calendar/<token>/<slug>.ics", methods=METHODS, provide_automatic_options=False)
@without_session
def member_feed(token: str, slug: str) -> Response:
    """One group's walks as its members see them."""
    if request.method == "OPTIONS":
        return options()
    check_limit()
    return _secret(member_feed_state(token, slug))


def _is_public(state: FeedState) -> bool:
    nobody = Standing(None, state.group_id or 0)
    return isinstance(policy.can_read_group_feed(nobody, state.joining), Allowed)


def _secret(state: FeedState | None) -> Response:
    if state is None:
        check_guessing()
        raise UNKNOWN
    if state.has_ended:
        raise ENDED
    return _answer(state, PRIVATE)


def _answer(state: FeedState, cache: str) -> Response:
    now = clock.now()
    return calendar_answer(
        lambda etag: feed_file(state, etag, now),
        kind=state.kind,
        owner=state.owner,
        version=state.version,
        changed_at=state.changed_at,
        now=now,
        file_name=state.name,
        cache=cache,
    )
