"""Decisions, and the note that one was asked. Pure: no Flask, no database."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from community.foundation.errors import NotAllowed, NotFound, NotSignedIn, Problem
from community.foundation.words import N_


@dataclass(frozen=True)
class Allowed:
    """Yes."""


@dataclass(frozen=True)
class Denied:
    """No, with a stable code and a sentence that says what to do."""

    code: str
    message: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 403


Decision = Allowed | Denied

HIDDEN = Denied("not_found", status=404)
NOT_SIGNED_IN = Denied("not_signed_in", N_("Sign in first. Nothing was changed."), status=401)


class System:
    """The authority of jobs and commands, which act for nobody in particular."""


SYSTEM = System()


@dataclass
class Level:
    """One level of a write: has its policy been asked, and did an inner level fail?"""

    asked: bool = False
    doomed: bool = False


levels: ContextVar[tuple[Level, ...]] = ContextVar("levels", default=())


def require(decision: Decision) -> None:
    """Note that a policy was asked; raise the matching `Problem` when it said no.

    Errors: `NotFound` for what must stay hidden, `NotSignedIn`, else `NotAllowed`.
    """
    if open_levels := levels.get():
        open_levels[-1].asked = True
    if isinstance(decision, Denied):
        raise problem_of(decision)


def problem_of(denied: Denied) -> Problem:
    """Return the problem that tells a person about `denied`."""
    kind: type[Problem] = NotAllowed
    if denied.status == 404:
        kind = NotFound
    elif denied.status == 401:
        kind = NotSignedIn
    return kind(denied.message, code=denied.code, status=denied.status, values=denied.values)
