"""Doors over Socket.IO: parse, ask one action or query, answer with a code whatever happens."""

from __future__ import annotations

import logging
from typing import Any

from flask import request
from flask_login import current_user
from flask_socketio import Namespace
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused

from community.accounts import Viewer
from community.foundation import clock
from community.foundation.answers import BROKEN, as_json
from community.foundation.database import UNREACHABLE
from community.foundation.errors import BadRequest, NotSignedIn, Problem, TryAgain
from community.foundation.sockets import socketio
from community.live import board_queries, payloads, policy, queries
from community.live.actions import (
    RETRY_AFTER_S,
    Refused,
    mark_seen,
    note_gone,
    note_present,
    refuse_strangers,
    store_posts,
)
from community.live.local_sockets import NAMESPACE, Socket, local
from community.live.page import accepted, you
from community.live.queries import Wire
from community.live.rules.rate import Rates

log = logging.getLogger("amble.live")
typing_rates = Rates(most=1, window_s=3.0)


def _viewer() -> Viewer:
    """Return who this is, asked of the database each time. Errors: `NotSignedIn`."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    found: Viewer = current_user._get_current_object()
    return found


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


class Live(Namespace):
    """The events of chat.md, "Events"."""

    def on_connect(self, auth: Any = None) -> None:
        """Let people with a session in, nobody else."""
        if not current_user.is_authenticated:
            raise ConnectionRefused("not_signed_in")
        me = _viewer()
        local.connect(_sid(), Socket(me.id, me.name, me.device_key))

    def on_disconnect(self, *_: Any) -> None:
        """Let the others know, when it was the person's last socket in a room here."""
        socket = local.disconnect(_sid())
        if socket is None:
            return
        left = [room for room in socket.rooms if not local.has(socket.person_id, room)]
        if left:
            note_gone(socket.person_id, socket.name, left, clock.now())

    def on_join(self, payload: Any) -> Wire:
        """Check, enter, check again, read; leave on any failure (promise 4)."""
        asked = payloads.read(payloads.JoinPayload, payload)
        room, me, sid = payloads.read_room(asked.room), _viewer(), _sid()
        try:
            info = refuse_strangers(me.id, room)
            local.enter(sid, room, info.group_id)
            info = refuse_strangers(me.id, room)  # a removal in between has missed this socket
            page = queries.entries_after(info, me.id, asked.after_seq, clock.now())
            note_present(me.id, me.name, room, clock.now())
        except BaseException:
            local.leave(sid, str(room))
            raise
        told: Wire = {
            "ok": True,
            "entries": page.entries,
            "more": page.more,
            "head_seq": page.head_seq,
            "you": you(info, me, clock.now()),
            "people": queries.people_present(str(room), clock.now()),
            "read_marks": queries.read_marks(room, me.id),
        }
        if info.occurrence is not None:
            told["board"] = board_queries.board_of(info.occurrence, clock.now()).wire()
        return told

    def on_post(self, payload: Any) -> Wire:
        """Store one entry; the answer leaves when it is committed (promise 1)."""
        post = payloads.parse_post(_viewer().id, payload)
        outcome = store_posts([post], clock.now())[0]
        if isinstance(outcome, Refused):
            return as_json(outcome.problem)
        return accepted(outcome.entry)

    def on_since(self, payload: Any) -> Wire:
        """One page of what came after."""
        asked = payloads.read(payloads.SincePayload, payload)
        me = _viewer()
        info = refuse_strangers(me.id, payloads.read_room(asked.room))
        page = queries.entries_after(info, me.id, asked.after_seq, clock.now(), asked.limit)
        return {"ok": True, "entries": page.entries, "more": page.more, "head_seq": page.head_seq}

    def on_seen(self, payload: Any) -> Wire:
        """Move the read mark forward."""
        asked = payloads.read(payloads.SeenPayload, payload)
        mark_seen(_viewer().id, payloads.read_room(asked.room), asked.seq, clock.now())
        return {"ok": True}

    def on_typing(self, payload: Any) -> Wire:
        """Pass on that somebody types, once in three seconds at most."""
        asked = payloads.read(payloads.RoomPayload, payload)
        room, me = str(payloads.read_room(asked.room)), _viewer()
        socket = local.sockets.get(_sid())
        if socket is None or room not in socket.rooms:
            raise Problem(policy.NOT_A_MEMBER.message, code=policy.NOT_A_MEMBER.code)
        if typing_rates.wait_s(me.id, clock.monotonic_s()) == 0:
            told = {"room": room, "person": {"id": me.id, "name": me.name}}
            local.emit("typing", told, to=room, skip_sid=_sid())
        return {"ok": True}


@socketio.on_error(NAMESPACE)
def answer_error(problem: BaseException) -> Wire:
    """Answer with a code; what the payload held is never written to the log."""
    event = getattr(request, "event", {}).get("message", "")
    if isinstance(problem, Problem):
        if isinstance(problem, BadRequest):
            log.info("malformed payload for %s", event)
        return as_json(problem)
    if isinstance(problem, TypeError) and _has_wrong_arguments():
        log.info("malformed payload for %s", event)
        return as_json(BadRequest())
    if isinstance(problem, UNREACHABLE):
        log.warning("the database is away: %s", event)
        return as_json(TryAgain(retry_after_s=RETRY_AFTER_S))
    log.exception("a live event failed: %s", event, exc_info=problem)
    return as_json(BROKEN)


def _has_wrong_arguments() -> bool:
    return len(getattr(request, "event", {}).get("args", ())) != 1
