"""Whether the route of a walk is still as it was when the walk was planned."""

from __future__ import annotations

from dataclasses import dataclass

from community.events.models import Occurrence, Walk
from community.routes import RouteCard, RoutePage, StateThen, page_then, states_since
from community.routes.rules.versions import CHANGED_WORDS, is_worse


@dataclass(frozen=True)
class RouteChange:
    """The route of a walk has changed since.

    was: the state that walkers know. is_worse: its letter is worse than they know, or than it was
    when the walk was planned. is_taken: leaders go by the new one already. changed: in which ways,
    names of routes' `CHANGED_WORDS`.
    """

    was: StateThen
    now: RouteCard
    is_worse: bool
    is_taken: bool
    changed: tuple[str, ...]


def route_change_of(date: Occurrence, walk: Walk, card: RouteCard) -> RouteChange | None:
    """Return what has changed, None for nothing that has to be told.

    What leaders have taken over is told no longer, unless the letter became worse by it.
    """
    taken, planned = walk.route_edition, walk.route_planned
    if date.route_id is not None or taken is None or planned is None:
        return None  # a route of its own, or of walks before versions were kept
    if taken == planned == card.edition:
        return None
    states = states_since(card.id, min(taken, planned))
    is_taken = taken == card.edition
    was = states.get(planned if is_taken else taken)
    if was is None:
        return None
    letters = [states[one].shown_letter for one in {taken, planned} if one in states]
    worse = any(is_worse(letter, card.shown_letter) for letter in letters)
    if is_taken and not worse:
        return None
    since = [state for state in states.values() if state.number >= was.number]
    found = {name for state in since for name in state.changed}
    changed = tuple(name for name in CHANGED_WORDS if name in found)
    return RouteChange(was, card, worse, is_taken, changed)


def route_to_show(page: RoutePage, change: RouteChange | None) -> RoutePage:
    """Return the route as the walk's page shows it: as planned, until leaders take the new one.

    Where it became worse it is shown as it is: nothing may read easier than it is known to be.
    """
    if (
        change is None
        or change.is_taken
        or is_worse(change.was.shown_letter, page.card.shown_letter)
    ):
        return page
    return page_then(page, change.was.number)
