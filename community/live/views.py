"""Doors over HTTP: the same rules and client ids as the sockets, for pages without JavaScript,
for clients behind proxies that break WebSocket, and for the API.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from community.accounts import Viewer
from community.foundation import clock
from community.foundation.answers import sentence
from community.foundation.errors import BadRequest, NotFound, Problem
from community.foundation.security import viewer, wants_json
from community.live import page, payloads, queries
from community.live.actions import Refused, mark_seen, refuse_strangers, store_posts
from community.live.board_queries import board_of
from community.live.course_actions import close_board, start_walk
from community.live.rules import entries
from community.live.rules.entries import RoomName

blueprint = Blueprint("live", __name__)
BIGGEST_ENTRY = 2_000_000  # bytes, as over the socket


def _me() -> Viewer:
    found: Viewer = viewer()
    return found


def _room(text: str) -> RoomName:
    found = entries.room_name(text)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/rooms/<room>")
def show_room(room: str) -> str:
    """The live page: chat, who is here, the board, the tray."""
    return _page(_room(room))


def _page(name: RoomName, typed: str = "", client_id: str | None = None) -> str:
    me, now = _me(), clock.now()
    info = refuse_strangers(me.id, name)
    shown = page.live_page(info, me, now, tab=request.args.get("tab", "chat"))
    if shown.head_seq:
        mark_seen(me.id, name, shown.head_seq, now)
    return render_template(
        "live/room.html", page=shown, typed=typed, client_id=client_id or str(uuid.uuid4())
    )


@blueprint.get("/rooms/<room>/entries")
def read_entries(room: str) -> Response:
    """Entries as JSON: `after_seq` for what came after, `before_seq` for older ones."""
    me, now = _me(), clock.now()
    info = refuse_strangers(me.id, _room(room))
    limit = _number("limit", entries.PAGE, 1, entries.PAGE)
    if "before_seq" in request.args:
        before = _number("before_seq", 0, 0, payloads.BIGGEST_ID)
        found = queries.entries_before(info, me.id, before, now, min(limit, 50))
    else:
        after = _number("after_seq", 0, 0, payloads.BIGGEST_ID)
        found = queries.entries_after(info, me.id, after, now, limit)
    told = {"ok": True, "entries": found.entries, "more": found.more, "head_seq": found.head_seq}
    return jsonify(told)


def _number(name: str, default: int, least: int, most: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise BadRequest
    if not least <= int(text) <= most:
        raise BadRequest
    return int(text)


@blueprint.post("/rooms/<room>/entries")
def post_entry(room: str) -> AnyResponse | tuple[Any, int]:
    """One entry, by JSON or by a form; a client id makes it one entry however often it is sent."""
    name, me = _room(room), _me()
    if request.is_json:
        return _post_json(name, me)
    form = {**request.form.to_dict(), "client_id": request.form.get("client_id", "")}
    form["client_id"] = entries.client_id(form["client_id"]) or str(uuid.uuid4())
    form.setdefault("kind", "message")
    post = payloads.parse_post(me.id, payloads.form_payload(str(name), form))
    outcome = store_posts([post], clock.now())[0]
    if isinstance(outcome, Refused):
        problem = outcome.problem
        if wants_json() or problem.status == 404:
            raise problem
        flash(sentence(problem), "bad")
        return _page(name, form.get("body", ""), form["client_id"]), problem.status
    if outcome.entry.get("late"):
        flash(_("Noted. The board had moved on, so it stays as it is."), "info")
    elif outcome.entry["kind"] == "check_in" and outcome.entry["body"] == "home_safe":
        flash(_("Glad you are home. Everyone now knows."), "ok")
    tab = "?tab=board" if request.form.get("tab") == "board" else ""
    return redirect(f"/rooms/{name}{tab}", code=303)


def _post_json(name: RoomName, me: Viewer) -> tuple[Response, int]:
    if (request.content_length or 0) > BIGGEST_ENTRY:
        raise BadRequest(status=413)
    payload = request.get_json(silent=True)
    if not isinstance(payload, dict):
        raise BadRequest
    post = payloads.parse_post(me.id, {**payload, "room": str(name)})
    outcome = store_posts([post], clock.now())[0]
    if isinstance(outcome, Refused):
        raise outcome.problem
    return jsonify(page.accepted(outcome.entry)), 201 if outcome.is_new else 200


@blueprint.post("/rooms/<room>/seen")
def post_seen(room: str) -> Response:
    """Move the read mark forward."""
    payload = request.get_json(silent=True) if request.is_json else None
    if not isinstance(payload, dict):
        raise BadRequest
    asked = payloads.read(payloads.SeenPayload, {**payload, "room": room})
    mark_seen(_me().id, _room(room), asked.seq, clock.now())
    return jsonify({"ok": True})


@blueprint.get("/rooms/<room>/board")
def read_board(room: str) -> Response:
    """The walk's board as JSON."""
    info = refuse_strangers(_me().id, _room(room))
    if info.occurrence is None:
        raise NotFound
    return jsonify({"ok": True, **board_of(info.occurrence, clock.now()).wire()})


@blueprint.get("/rooms/<room>/panel")
def show_panel(room: str) -> str:
    """What changes with the board, as pieces of the page, for its script."""
    me, now = _me(), clock.now()
    info = refuse_strangers(me.id, _room(room))
    if info.occurrence is None:
        raise NotFound
    return render_template("live/panel.html", page=page.live_page(info, me, now))


@blueprint.post("/rooms/<room>/board")
def change_board(room: str) -> AnyResponse:
    """A leader starts the walk, or says that everyone is home safe."""
    name, me = _room(room), _me()
    if name.kind != "walk":
        raise NotFound
    course = {"start": start_walk, "close": close_board}.get(request.form.get("course", ""))
    if course is None:
        raise BadRequest
    try:
        course(me.id, name.subject, clock.now())
    except Problem as problem:
        if wants_json() or problem.status == 404:
            raise
        flash(sentence(problem), "bad")
    if wants_json():
        return jsonify({"ok": True})
    return redirect(f"/rooms/{name}?tab=board", code=303)


@blueprint.get("/rooms/<room>/help")
def ask_for_help(room: str) -> str:
    """Who should come? The same question that the page asks in a dialog."""
    info = refuse_strangers(_me().id, _room(room))
    if info.occurrence is None:
        raise NotFound
    return render_template("live/help.html", room=str(info.name), client_id=str(uuid.uuid4()))
