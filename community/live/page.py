"""The live page: what it shows, in the reader's words. Also what the doors say of an entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import get_locale, gettext

from community import groups
from community.accounts import Viewer, blocked_by, names_of
from community.foundation.formats import clock_time, day, in_zone
from community.foundation.settings import Settings
from community.live import policy, queries, words
from community.live.board_queries import BoardPerson, BoardView, board_of, row_for
from community.live.queries import RoomInfo, Wire
from community.live.rules import board, entries

SHOWN = 50  # entries on the page; older ones come on scrolling up
UNDERLYING = ("gone", "edit", "deletion", "reaction")  # seen in what they are about


@dataclass(frozen=True)
class Item:
    """One line of the log: a day, a bubble, an event, or a note."""

    kind: str  # day, message, event, note
    id: int = 0
    seq: int = 0
    text: str = ""
    author: str = ""
    time: str = ""
    at: str = ""
    day: date | None = None
    mine: bool = False
    removed_by: str = ""
    edited: bool = False
    folded: bool = False
    icon: str = ""
    tone: str = ""
    reply: str = ""
    seen_by: int = 0
    reactions: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Tray:
    """What the reader may tap now."""

    state: str
    label: str  # what was done last, or "" before the first tap
    icon: str
    buttons: list[words.Move]
    offers_late: bool
    offers_not_coming: bool
    is_on_board: bool
    undo: int | None  # the entry that an undo would take back


@dataclass(frozen=True)
class LivePage:
    """Everything that the template needs."""

    name: str
    info: RoomInfo
    title: str
    second: str
    back_href: str
    zone: str
    tab: str
    items: list[Item]
    more: bool
    head_seq: int
    oldest_seq: int
    you: Wire
    people: list[dict[str, Any]]
    board: BoardView | None
    tray: Tray | None
    emergency_number: str
    leader_name: str  # of somebody else who leads, to be asked; "" when there is nobody
    scripts: dict[str, Any] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        """Whether the reader leads here."""
        return bool(self.you["leads"])

    @property
    def rows(self) -> tuple[BoardPerson, ...]:
        """The board's rows by need; none in a group's room."""
        return self.board.rows if self.board else ()

    @property
    def other_rows(self) -> list[BoardPerson]:
        """The rows of everybody but the reader."""
        return [one for one in self.rows if one.person_id != self.you["id"]]

    @property
    def has_taps(self) -> bool:
        """Whether anybody's row is more than an answer."""
        return any(one.since is not None for one in self.rows)

    @property
    def faces(self) -> list[BoardPerson]:
        """Whose faces stand above the log: who is on the way or on the walk, or was."""
        return [one for one in self.rows if one.state != "not_coming"]

    @property
    def headline(self) -> str:
        """Return "6 on the walk", or before the start "3 here"."""
        return headline(self.board) if self.board else ""

    @property
    def subline(self) -> str:
        """Return "1 resting, 1 home safe"."""
        return subline(self.board) if self.board else ""

    @property
    def count_line(self) -> str:
        """Return what the last headcount found, with the board's own number."""
        if self.board is None or not self.board.counts:
            return ""
        last = self.board.counts[-1]
        return gettext(
            words.COUNTED[last.moment],
            name=last.by_name,
            counted=last.counted,
            register=last.register,
        )

    @property
    def next_count(self) -> str:
        """Which of the three headcounts comes next."""
        made = {one.moment for one in self.board.counts} if self.board else set()
        return next((moment for moment in entries.MOMENTS if moment not in made), "end")

    def second_line(self, one: BoardPerson) -> str:
        """Return what stands below a name on the board."""
        return board_second_line(one, self.zone)


def accepted(entry: Wire) -> Wire:
    """Return the acknowledgement of a stored entry."""
    told = {"ok": True, "id": entry["id"], "seq": entry["seq"], "sent_at": entry["sent_at"]}
    return told | {name: entry[name] for name in ("late", "register") if name in entry}


def you(info: RoomInfo, me: Viewer, now: datetime) -> Wire:
    """Return what the page has to know of its reader in this room."""
    standing = queries.standing_in(info, me.id)
    return {
        "id": me.id,
        "name": me.name,
        "leads": policy.leads(standing, info.facts),
        "muted": standing.is_muted(now),
        "confirmed": me.is_confirmed,
        "closed": policy.is_closed(standing, info.facts, now),
    }


def live_page(info: RoomInfo, me: Viewer, now: datetime, tab: str = "chat") -> LivePage:
    """Return the live page of a room for one reader, who may read it."""
    settings: Settings = current_app.extensions["settings"]
    zone = info.occurrence.zone if info.occurrence else groups.group_of(info.group_id).zone
    head = queries.head_seq(info.name)
    found = queries.entries_before(info, me.id, head + 1, now, SHOWN)
    view = board_of(info.occurrence, now) if info.occurrence else None
    is_walk = info.occurrence is not None
    return LivePage(
        name=str(info.name),
        info=info,
        title=info.title,
        second=second_line(info, view, zone),
        back_href=f"/walks/{info.name.subject}" if is_walk else f"/groups/{info.group_slug}",
        zone=zone,
        tab="board" if tab == "board" and is_walk else "chat",
        items=items_of(found.entries, me.id, queries.read_marks(info.name, me.id), zone),
        more=found.more,
        head_seq=head,
        oldest_seq=found.entries[0]["seq"] if found.entries else 0,
        you=you(info, me, now),
        people=queries.people_present(str(info.name), now),
        board=view,
        tray=tray_of(info, view, me.id, now) if view else None,
        emergency_number=settings.emergency_number,
        leader_name=leader_to_ask(info, me.id),
        scripts={
            "entries": found.entries,
            "board": view.wire() if view else None,
            "zone": zone,
            "locale": str(get_locale() or "en").replace("_", "-"),
            "words": words_for_scripts(),
        },
    )


def leader_to_ask(info: RoomInfo, me_id: int) -> str:
    """Return the name of a leader other than the reader, those of the walk first."""
    ids = info.occurrence.leader_ids if info.occurrence else ()
    names = names_of(ids)
    others = [(one, names[one]) for one in ids if one in names]
    others += groups.leaders_of(info.group_id)
    return next((name for person_id, name in others if person_id != me_id), "")


def headline(view: BoardView) -> str:
    """Return how many people are with the group, guests included."""
    number = view.heads
    if _only_expects(view):
        expected = view.people_in("coming")
        return gettext(words.FOR_SCRIPTS["expected"], number=expected)
    if not view.moment.has_begun:
        return gettext(words.FOR_SCRIPTS["here"], number=number)
    if number == 1:
        return gettext(words.FOR_SCRIPTS["one_on_the_walk"])
    return gettext(words.FOR_SCRIPTS["on_the_walk"], number=number)


def subline(view: BoardView) -> str:
    """Return the other numbers that are not nought, who needs something first."""
    kinds = [
        ("need_help", ("needs_help",)),
        ("resting", ("resting",)),
        ("late", ("running_late",)),
        ("on_the_way", ("on_my_way",)),
        ("expected", ("coming",)),
        ("home_safe", ("home_safe",)),
    ]
    told = [
        gettext(words.FOR_SCRIPTS[key], number=number)
        for key, states in kinds
        if not (key == "expected" and _only_expects(view))
        if (number := view.people_in(*states))
    ]
    return ", ".join(told)


def _only_expects(view: BoardView) -> bool:
    """Whether nobody is there yet and the walk has not begun: "7 expected" says more than "0"."""
    return not view.moment.has_begun and not view.heads and view.people_in("coming") > 0


def second_line(info: RoomInfo, view: BoardView | None, zone: str) -> str:
    """Return what stands below the title: where the walk is in its course."""
    if info.occurrence is None or view is None:
        return gettext("Chat of the group")
    at = view.moment
    if info.occurrence.status != "planned":
        return gettext("Called off")
    if at.is_closed:
        return gettext("The walk is over")
    if at.started_at is not None:
        return gettext("Walking since %(time)s", time=_clock(at.started_at, zone))
    if at.has_begun:
        began = min(at.starts_at + board.WALKING_AFTER, at.now)
        return gettext("Walking since %(time)s", time=_clock(began, zone))
    starts = in_zone(at.starts_at, zone)
    if starts.date() == in_zone(at.now, zone).date():
        return gettext("Starts at %(time)s", time=clock_time(starts))
    return gettext("Starts on %(day)s at %(time)s", day=day(starts), time=clock_time(starts))


def tray_of(info: RoomInfo, view: BoardView, person_id: int, now: datetime) -> Tray:
    """Return the reader's moves."""
    assert info.occurrence is not None  # noqa: S101 - a board has a date
    mine = view.row_of(person_id)
    row = row_for(info.occurrence, person_id)
    moves = board.moves(row, view.moment) if row else ()
    state = board.shown_state(row.state, view.moment) if row else ""
    undo = None
    if mine and mine.entry_id and mine.since and entries.can_still_undo(mine.since, now):
        undo = mine.entry_id
    return Tray(
        state=state,
        label=gettext(words.STATES[state]) if state and state != "coming" else "",
        icon=words.ICONS.get(state, "circle"),
        buttons=words.moves_as_buttons(moves, state),
        offers_late="running_late" in moves,
        offers_not_coming="not_coming" in moves,
        is_on_board=row is not None,
        undo=undo,
    )


def items_of(told: Iterable[Wire], me_id: int, marks: list[int], zone: str) -> list[Item]:
    """Return the lines of the log for `told`, with a separator before each new day."""
    told = list(told)
    by_id = {one["id"]: one for one in told}
    reactions = _reactions([one["id"] for one in told if one["kind"] == "message"])
    folded = blocked_by(me_id)
    items: list[Item] = []
    day: date | None = None
    for one in told:
        if one["kind"] in UNDERLYING:
            continue
        local = in_zone(datetime.fromisoformat(one["sent_at"]), zone)
        if local.date() != day:
            day = local.date()
            items.append(Item("day", day=day))
        items.append(_item(one, local, me_id, by_id, reactions, marks, folded))
    return items


def _item(
    one: Wire,
    local: datetime,
    me_id: int,
    by_id: dict[int, Wire],
    reactions: dict[int, tuple[tuple[str, int], ...]],
    marks: list[int],
    folded: set[int],
) -> Item:
    author = one["author"] or {"id": 0, "name": ""}
    shared: dict[str, Any] = {
        "id": one["id"],
        "seq": one["seq"],
        "time": clock_time(local),
        "at": one["sent_at"],
        "author": author["name"],
        "mine": author["id"] == me_id,
    }
    if one["kind"] == "message":
        reply = by_id.get(one.get("reply_to", 0))
        return Item(
            "message",
            text=one["body"],
            removed_by=(one.get("deleted_by") or author["name"]) if one.get("deleted") else "",
            edited=bool(one.get("edited")),
            folded=author["id"] in folded,
            reply=reply["body"][:80] if reply and reply["kind"] == "message" else "",
            seen_by=entries.seen_by(marks, one["seq"]),
            reactions=reactions.get(one["id"], ()),
            **shared,
        )
    if one["kind"] == "notice":
        return Item("note", text=one["body"], tone="info", icon="megaphone", **shared)
    if one["kind"] == "headcount":
        text = gettext(
            words.COUNTED[one["moment"]],
            name=author["name"],
            counted=one["body"],
            register=one.get("register", "?"),
        )
        return Item("event", text=text, icon="users", **shared)
    return _check_in_item(one, author, shared)


def _check_in_item(one: Wire, author: Wire, shared: dict[str, Any]) -> Item:
    subject = one.get("person") or author
    state = one["body"]
    if one.get("deleted"):
        text = gettext(words.TAKEN_BACK, name=subject["name"])
        return Item("event", text=text, icon="rotate-ccw", **shared)
    text = check_in_sentence(subject["name"], state, one.get("minutes"), one.get("seat", ""))
    if one.get("person"):
        text = gettext(words.NOTED_BY, sentence=text, by=author["name"])
    kind = "note" if state in ("resting", "needs_help") and not one.get("late") else "event"
    return Item(kind, text=text, icon=words.ICONS[state], tone=words.TONES.get(state, ""), **shared)


def check_in_sentence(name: str, state: str, minutes: int | None, seat: str) -> str:
    """Return what the log says of a check-in."""
    if state == "running_late" and minutes:
        return gettext(words.LATE_MINUTES, name=name, minutes=minutes)
    if state == "resting" and seat:
        return gettext(words.RESTS_AT, name=name, seat=seat)
    return gettext(words.CHECK_INS[state], name=name)


def _reactions(ids: list[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    counted: dict[int, dict[str, int]] = {}
    for entry_id, _, reaction in queries.reactions_about(ids) if ids else []:
        per = counted.setdefault(entry_id, {})
        per[reaction] = per.get(reaction, 0) + 1
    return {entry_id: tuple(per.items()) for entry_id, per in counted.items()}


def board_second_line(one: BoardPerson, zone: str) -> str:
    """Return "Walking since 9:34 · with 1 guest", "About 10 minutes late", "Leader"."""
    pieces = []
    if one.is_leader:
        pieces.append(gettext(words.FOR_SCRIPTS["leader"]))
    if one.state == "running_late" and one.row.minutes:
        pieces.append(gettext(words.FOR_SCRIPTS["late_minutes"], minutes=one.row.minutes))
    elif one.row.seat and one.since:
        pieces.append(f"{one.row.seat}, {_clock(one.since, zone)}")
    elif one.since:
        label = gettext(words.STATES[one.state])
        since = gettext(words.FOR_SCRIPTS["since"], state=label, time=_clock(one.since, zone))
        pieces.append(since)
    if one.row.guests == 1:
        pieces.append(gettext(words.FOR_SCRIPTS["one_guest"]))
    elif one.row.guests:
        pieces.append(gettext(words.FOR_SCRIPTS["guests"], number=one.row.guests))
    return " · ".join(pieces)


def words_for_scripts() -> dict[str, Any]:
    """Return the sentences that scripts need, in the reader's language."""
    return {
        **{key: gettext(text) for key, text in words.FOR_SCRIPTS.items()},
        "check_ins": {key: gettext(text) for key, text in words.CHECK_INS.items()},
        "late": gettext(words.LATE_MINUTES),
        "rests_at": gettext(words.RESTS_AT),
        "noted_by": gettext(words.NOTED_BY),
        "counted": {key: gettext(text) for key, text in words.COUNTED.items()},
        "taken_back": gettext(words.TAKEN_BACK),
        "removed_this": gettext(words.REMOVED),
        "states": {key: gettext(text) for key, text in words.STATES.items()},
        "moves": {key: gettext(text) for key, text in words.MOVES.items()},
        "fine_again": gettext(words.FINE_AGAIN),
        "unaccounted": gettext(words.NOT_ACCOUNTED_FOR),
    }


def _clock(instant: datetime, zone: str) -> str:
    return clock_time(in_zone(instant, zone))
