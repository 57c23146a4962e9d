"""What this process does to its own sockets: delivers entries in order, and obeys signals.

The database is the queue between processes (architecture.md 4): entries are read by `seq`, rows of
`live_signal` by id. A person's removal is obeyed before an entry that was stored after it goes out.
"""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, cast

import peewee

from community import events
from community.foundation import clock
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.foundation.sockets import socketio
from community.live.board_queries import board_of
from community.live.models import LiveSignal
from community.live.queries import (
    Wire,
    entries_after,
    head_seq,
    head_seqs,
    is_present,
    room_info,
)
from community.live.rules.entries import RoomName, room_name

log = logging.getLogger("amble.live")
NAMESPACE = "/live"
SETTLES_S = 30.0  # ids of signals may be committed out of their order for as long as this


@dataclass
class Socket:
    """One socket of this process: whose it is, on which device, and the rooms it is in."""

    person_id: int
    name: str
    device_key: str
    rooms: dict[str, int] = field(default_factory=dict)  # room -> its group


class LocalSockets:
    """The sockets of this process. One greenlet runs at a time, so plain dictionaries do."""

    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self.sockets: dict[str, Socket] = {}
        self.members: dict[str, set[str]] = defaultdict(set)  # room -> sids
        self.delivered: dict[str, int] = {}  # room -> seq of the last entry that went out
        self._last_signal: int | None = None
        self._obeyed: deque[tuple[float, int]] = deque()
        self._obeyed_ids: set[int] = set()

    # Who is where

    def connect(self, sid: str, socket: Socket) -> None:
        """Remember a socket."""
        self.sockets[sid] = socket

    def enter(self, sid: str, room: RoomName, group_id: int) -> None:
        """Let the socket hear the room from now on."""
        name = str(room)
        _server().enter_room(sid, name, namespace=NAMESPACE)
        self.sockets[sid].rooms[name] = group_id
        self.members[name].add(sid)
        if name not in self.delivered:
            head = head_seq(room)  # may wait, so another socket or an entry may have been faster
            self.delivered.setdefault(name, head)

    def leave(self, sid: str, room: str) -> None:
        """Let the socket hear nothing more of the room."""
        socket = self.sockets.get(sid)
        if socket is None or room not in socket.rooms:
            return
        self._hears_no_more(sid, room)
        del socket.rooms[room]

    def _hears_no_more(self, sid: str, room: str) -> None:
        self._forget_member(sid, room)
        _server().leave_room(sid, room, namespace=NAMESPACE)

    def disconnect(self, sid: str) -> Socket | None:
        """Forget a socket that is gone; return what it was."""
        socket = self.sockets.pop(sid, None)
        if socket is not None:
            for room in socket.rooms:
                self._forget_member(sid, room)
        return socket

    def _forget_member(self, sid: str, room: str) -> None:
        self.members[room].discard(sid)
        if not self.members[room]:
            del self.members[room]
            self.delivered.pop(room, None)

    def has(self, person_id: int, room: str) -> bool:
        """Whether one of the person's sockets here is in the room."""
        return any(self.sockets[sid].person_id == person_id for sid in self.members.get(room, ()))

    def sids_of(self, person_id: int) -> list[str]:
        """Return the person's sockets here."""
        return [sid for sid, one in self.sockets.items() if one.person_id == person_id]

    # What goes out

    def emit(self, event: str, told: Wire, to: str, skip_sid: str | None = None) -> None:
        """Send to a room or to one socket of this process."""
        if self.sockets:
            socketio.emit(event, told, to=to, namespace=NAMESPACE, skip_sid=skip_sid)

    def deliver(self, room: str, told: Wire) -> None:
        """Send an entry that this process has just stored, in its turn."""
        if room not in self.members:
            return
        self.obey()
        last = self.delivered.get(room, told["seq"] - 1)
        if told["seq"] == last + 1:
            self.delivered[room] = told["seq"]
            self.emit("entry", told, to=room)
        elif told["seq"] > last:
            self.catch_up(RoomName(*_parts(room)))

    def catch_up(self, room: RoomName) -> None:
        """Send what other processes have stored in the room."""
        name = str(room)
        if name not in self.members:
            return
        info, more = room_info(room), True
        while more and name in self.members:
            page = entries_after(info, None, self.delivered.get(name, 0), clock.now())
            more = page.more
            for told in page.entries:
                if told["seq"] == self.delivered.get(name, 0) + 1:
                    self.delivered[name] = told["seq"]
                    self.emit("entry", told, to=name)

    def catch_up_everywhere(self) -> None:
        """Obey signals, then send what was stored in every room that has sockets here."""
        self.obey()
        rooms = [RoomName(*_parts(name)) for name in self.members]
        for room, head in head_seqs(rooms).items():
            if head > self.delivered.get(str(room), head):
                self.catch_up(room)

    # What other processes ask for

    def obey(self) -> None:
        """Do what rows of `live_signal` ask, each once; people go out before anything goes in."""
        rows = self._new_signals()
        ended: list[str] = []
        for row in rows:  # in one go: nobody else may send anything before all of them are out
            if row.kind == "removed":
                self._take_out(row)
            elif row.kind in ("signed_out", "device_out"):
                ended += self._sign_out(row)
        for sid in ended:  # tells the database who is gone, so it may wait
            _server().disconnect(sid, namespace=NAMESPACE)
        rooms = {row.room for row in rows if row.kind == "board"}
        for row in rows:
            if row.kind == "presence":
                self._tell_presence(row)
        for room in rooms:
            self.send_board(room)

    def _new_signals(self) -> list[LiveSignal]:
        now_s = clock.monotonic_s()
        if self._last_signal is None:
            newest = LiveSignal.select(LiveSignal.id).order_by(LiveSignal.id.desc()).first()
            self._last_signal = newest.id if newest else 0
        rows = [r for r in _signals(after=self._last_signal) if r.id not in self._obeyed_ids]
        for row in rows:
            self._obeyed.append((now_s, row.id))
            self._obeyed_ids.add(row.id)
        while self._obeyed and self._obeyed[0][0] < now_s - SETTLES_S:
            _, signal_id = self._obeyed.popleft()
            self._obeyed_ids.discard(signal_id)
            self._last_signal = max(self._last_signal, signal_id)
        return rows

    def _take_out(self, signal: Any) -> None:
        group, _, reason = signal.detail.partition(":")
        for sid in self.sids_of(signal.person):
            for room, group_id in list(self.sockets[sid].rooms.items()):
                if group_id == int(group):
                    self.leave(sid, room)
                    self.emit("removed", {"room": room, "reason": reason}, to=sid)

    def _sign_out(self, signal: Any) -> list[str]:
        """Let the devices' sockets hear no more; return those that have to end.

        They still say which rooms they were in, so that their end is told there.
        """
        ended = []
        for sid in self.sids_of(signal.person):
            is_kept = self.sockets[sid].device_key == signal.detail
            if is_kept == (signal.kind == "device_out"):
                for room in self.sockets[sid].rooms:
                    self._hears_no_more(sid, room)
                    self.emit("removed", {"room": room, "reason": "signed_out"}, to=sid)
                ended.append(sid)
        return ended

    def _tell_presence(self, signal: LiveSignal) -> None:
        if signal.room not in self.members or signal.person is None:
            return
        here = self.has(signal.person, signal.room)
        here = here or is_present(signal.room, signal.person, clock.now())
        told = {
            "room": signal.room,
            "person": {"id": signal.person, "name": signal.detail},
            "state": "here" if here else "gone",
        }
        self.emit("presence", told, to=signal.room)

    def send_board(self, room: str) -> None:
        """Send the board to everybody here who has its room open."""
        name = room_name(room)
        if name is None or room not in self.members:
            return
        try:
            date = events.occurrence_facts(name.subject)
        except NotFound:
            return
        self.emit("board", board_of(date, clock.now()).wire(), to=room)


@prepared
def _signals(after: Slot) -> peewee.ModelSelect[Any]:
    return LiveSignal.select().where(LiveSignal.id > after).order_by(LiveSignal.id)


def _server() -> Any:
    return cast(Any, socketio).server


def _parts(name: str) -> tuple[str, int]:
    kind, _, subject = name.partition("-")
    return kind, int(subject)


local = LocalSockets()
