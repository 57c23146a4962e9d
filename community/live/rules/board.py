"""The walk board's state machine: which taps are open to a row, and what a tap does to it.

The table is chat.md, "The walk board". A tap that fits no more leaves the board as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OPENS_BEFORE = timedelta(minutes=60)
WALKING_AFTER = timedelta(minutes=15)
CLOSES_AFTER = timedelta(hours=24)
DRAFTS_AFTER = timedelta(minutes=60)

STATES = (
    "coming",
    "on_my_way",
    "running_late",
    "here",
    "walking",
    "resting",
    "left_early",
    "heading_home",
    "home_safe",
    "not_coming",
    "needs_help",
)
SETTABLE = STATES  # a person by her own moves only, a leader any
SHOWS_THE_BODY = ("running_late", "resting", "left_early", "needs_help")
NOT_THERE_YET = ("coming", "on_my_way", "running_late")
ON_THE_WALK = ("here", "walking", "resting")
GONE_HOME = ("left_early", "heading_home", "home_safe")

# By need: help, then who has to be looked for, then who has to be waited for, then the rest.
NEED = {
    "needs_help": 0,
    "unaccounted": 1,
    "resting": 2,
    "running_late": 3,
    "on_my_way": 4,
    "coming": 5,
    "here": 6,
    "walking": 6,
    "left_early": 7,
    "heading_home": 7,
    "home_safe": 8,
    "not_coming": 9,
}


@dataclass(frozen=True)
class Moment:
    """Where a date stands in its course; all instants are aware UTC."""

    starts_at: datetime
    ends_at: datetime
    now: datetime
    started_at: datetime | None = None  # a leader tapped "Start the walk"
    ended_at: datetime | None = None  # the end count was made
    closed_at: datetime | None = None  # "Everyone home safe"
    takes_place: bool = True

    @property
    def opens_at(self) -> datetime:
        """When the first tap counts."""
        return self.starts_at - OPENS_BEFORE

    @property
    def is_closed(self) -> bool:
        """Whether the board has ended: closed, a day past, or called off."""
        past = self.now >= self.ends_at + CLOSES_AFTER
        return self.closed_at is not None or past or not self.takes_place

    @property
    def is_open(self) -> bool:
        """Whether taps count now."""
        return self.now >= self.opens_at and not self.is_closed

    @property
    def has_begun(self) -> bool:
        """Whether who is here is walking: a leader said so, or 15 minutes have passed."""
        return self.started_at is not None or self.now >= self.starts_at + WALKING_AFTER

    @property
    def is_over(self) -> bool:
        """Whether people go home now: the end count was made or the planned end is past."""
        return self.ended_at is not None or self.now >= self.ends_at

    @property
    def drafts_are_due(self) -> bool:
        """Whether the register has to become drafts although nobody said "home safe"."""
        return self.now >= self.ends_at + DRAFTS_AFTER


@dataclass(frozen=True)
class Row:
    """One person's state on the board, and the one to go back to after help."""

    state: str
    before: str = ""
    minutes: int | None = None
    seat: str = ""
    guests: int = 0


@dataclass(frozen=True)
class Tap:
    """A check-in: by whom it is set tells whether the table binds it."""

    state: str
    minutes: int | None = None
    seat: str = ""
    by_leader: bool = False


@dataclass(frozen=True)
class HeadCount:
    """A count beside the board's own number."""

    counted: int
    register: int

    @property
    def missing(self) -> int:
        """How many fewer were counted than the board has; negative when more."""
        return self.register - self.counted


_NEXT = {
    "coming": ("on_my_way", "running_late", "here", "not_coming"),
    "on_my_way": ("running_late", "here", "not_coming"),
    "running_late": ("here", "running_late", "not_coming"),
    "here": ("left_early",),
    "resting": ("walking", "left_early", "heading_home"),
    "left_early": ("home_safe",),
    "heading_home": ("home_safe",),
    "home_safe": (),
    "not_coming": ("on_my_way",),
}


def shown_state(state: str, moment: Moment) -> str:
    """Return `state`, or "walking" for who is here once the walk has begun."""
    return "walking" if state == "here" and moment.has_begun else state


def moves(row: Row, moment: Moment) -> tuple[str, ...]:
    """Return the taps open to the person of `row` now, without "Need help", which always is."""
    state = shown_state(row.state, moment)
    if state == "needs_help":  # the way back is open even when the board is not
        back = shown_state(row.before or "walking", moment)
        return (back,) if back == "left_early" else (back, "left_early")
    if not moment.is_open:
        return ()
    if state == "walking":
        return ("heading_home", "home_safe") if moment.is_over else ("resting", "left_early")
    return _NEXT[state]


def tapped(row: Row, tap: Tap, moment: Moment) -> Row | None:
    """Return the row after `tap`, or None when it fits no more and leaves the board as it is."""
    shown = replace(row, state=shown_state(row.state, moment))
    if tap.state == "needs_help":
        before = shown.before if shown.state == "needs_help" else shown.state
        return replace(shown, state="needs_help", before=before, minutes=None, seat="")
    fits = (tap.by_leader and moment.is_open) or tap.state in moves(row, moment)
    if not fits:
        return None
    return replace(
        shown,
        state=shown_state(tap.state, moment),
        before=shown.state,
        minutes=tap.minutes if tap.state == "running_late" else None,
        seat=tap.seat if tap.state == "resting" else "",
    )


def is_present(row: Row, moment: Moment) -> bool:
    """Whether the person of `row` is with the group, so that a headcount has to find her."""
    state = shown_state(row.state, moment)
    if state == "needs_help":
        return shown_state(row.before, moment) in ON_THE_WALK
    return state in ON_THE_WALK


def heads(rows: Iterable[Row], moment: Moment) -> int:
    """Return how many people a headcount should find, guests and leaders among them."""
    return sum(1 + row.guests for row in rows if is_present(row, moment))


def is_unaccounted(row: Row, moment: Moment) -> bool:
    """Whether nobody knows where the person is: expected but never here, or not home long after."""
    if moment.is_closed:  # nobody is looked for any more, who never came neither
        return False
    state = shown_state(row.state, moment)
    if moment.now >= moment.ends_at + DRAFTS_AFTER:
        return state in (*ON_THE_WALK, "left_early", "heading_home")
    return moment.has_begun and state in ("coming", "on_my_way")


def need(row: Row, moment: Moment) -> int:
    """Return the place of `row` in the order by need; smaller is more urgent."""
    if row.state != "needs_help" and is_unaccounted(row, moment):
        return NEED["unaccounted"]
    return NEED[shown_state(row.state, moment)]


def closed(row: Row, moment: Moment) -> Row:
    """Return the row after "Everyone home safe": who was on the way home is home."""
    state = shown_state(row.state, moment)
    if state in ON_THE_WALK or state in GONE_HOME or state == "needs_help":
        return replace(row, state="home_safe", before=state, minutes=None, seat="")
    return row


def erased(row: Row) -> Row:
    """Return the row without what it says of a body, for seven days after and later."""
    if row.state not in SHOWS_THE_BODY and not row.seat and row.minutes is None:
        return row
    state = "home_safe" if row.state != "running_late" else "coming"
    return Row(state=state, guests=row.guests)
