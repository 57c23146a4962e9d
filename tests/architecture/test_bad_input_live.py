"""Bad payloads over real sockets: each gets a code and a sentence, nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest

from community.live import Entry
from tests.architecture.bad_input import BACKWARDS, BLANKS, NUL
from tests.builders.groups import a_group
from tests.builders.live import payload
from tests.builders.people import a_person
from tests.builders.walks import a_walk
from tests.live.conftest import Scene, scene
from tests.live.talking import Client, cookie_of

__all__ = ["scene"]

ROOM, THEIRS = "<room>", "<theirs>"
UNREADABLE = "We could not read that. Nothing was changed."
MEMBERS = "This room is for members of the group."

# The event, what it carries, the code, and the sentence that the page shows.
CASES: list[tuple[str, Any, str, str]] = [
    ("join", None, "bad_request", UNREADABLE),
    ("join", [], "bad_request", UNREADABLE),
    ("join", 7, "bad_request", UNREADABLE),
    ("join", {}, "bad_request", UNREADABLE),
    ("join", {"room": 7}, "bad_request", UNREADABLE),
    ("join", {"room": "walk-0"}, "bad_request", UNREADABLE),
    ("join", {"room": NUL}, "bad_request", UNREADABLE),
    ("join", {"room": "x" * 5000}, "bad_request", UNREADABLE),
    ("join", {"room": "walk-99999999999999999999"}, "bad_request", UNREADABLE),
    ("join", {"room": "walk-999999"}, "not_a_member", MEMBERS),
    ("join", {"room": THEIRS}, "not_a_member", MEMBERS),
    ("join", {"room": ROOM, "after_seq": -1}, "bad_request", UNREADABLE),
    ("join", {"room": ROOM, "after_seq": "0"}, "bad_request", UNREADABLE),
    ("join", {"room": ROOM, "after_seq": 2**40}, "bad_request", UNREADABLE),
    ("since", {"room": ROOM, "after_seq": 0, "limit": 10**6}, "bad_request", UNREADABLE),
    ("since", {"room": THEIRS, "after_seq": 0}, "not_a_member", MEMBERS),
    ("seen", {"room": ROOM, "seq": 1.5}, "bad_request", UNREADABLE),
    ("seen", {"room": THEIRS, "seq": 1}, "not_a_member", MEMBERS),
    ("typing", {"room": ["walk-1"]}, "bad_request", UNREADABLE),
    ("typing", {"room": THEIRS}, "not_a_member", MEMBERS),
    ("post", b"\x00\x01", "bad_request", UNREADABLE),
    ("post", "Hello", "bad_request", UNREADABLE),
    ("post", {"room": ROOM}, "bad_request", UNREADABLE),
    ("post", payload(ROOM, client_id="mine"), "bad_request", UNREADABLE),
    ("post", payload(ROOM, kind="shout"), "bad_request", UNREADABLE),
    ("post", payload(ROOM, body=["Hello"]), "bad_request", UNREADABLE),
    ("post", payload(ROOM, body=NUL), "bad_request", UNREADABLE),
    ("post", payload(ROOM, body=BLANKS), "empty", "There is no text in it."),
    ("post", payload(ROOM, body="\u202e\u202c"), "empty", "There is no text in it."),
    ("post", payload(ROOM, body="x" * 2001), "too_long", "This is longer than 2,000 characters."),
    ("post", payload(ROOM, body="x" * 1_500_000), "bad_request", UNREADABLE),
    ("post", payload(THEIRS), "not_a_member", MEMBERS),
    ("post", payload(ROOM, reply_to=999_999), "bad_request", "What this is about is not here"),
    ("post", payload(ROOM, "edit", "Better", about=999_999), "bad_request", "What this is about"),
    ("post", payload(ROOM, "check_in", "flying"), "bad_request", UNREADABLE),
    ("post", payload(ROOM, "check_in", "running_late", minutes=-10), "bad_request", UNREADABLE),
    ("post", payload(ROOM, "check_in", "here", person=999_999), "not_allowed", "Only a leader"),
    ("post", payload(ROOM, "check_in", "here", made_at="2026-02-30"), "bad_request", UNREADABLE),
    ("post", payload(ROOM, "headcount", 6, moment="start"), "not_allowed", "Only a leader"),
    ("post", payload(ROOM, "notice", "The walk is off"), "bad_request", UNREADABLE),
]


def fill(sent: Any, names: dict[str, str]) -> Any:
    """Return `sent` with the rooms of the scene in it."""
    if isinstance(sent, dict):
        return {name: fill(value, names) for name, value in sent.items()}
    if isinstance(sent, str):
        return sent.replace(ROOM, names["room"]).replace(THEIRS, names["theirs"])
    return sent


@pytest.mark.xdist_group("live")
def test_each_bad_payload_gets_a_code_and_a_sentence(scene: Scene) -> None:
    other = a_walk(a_group(a_person("Zoe"), joining="invite", name="Closed circle"))
    names = {"room": scene.room, "theirs": f"walk-{other.id}"}
    ana, stored, wrong = scene.here(scene.day.ana), Entry.select().count(), []
    for event, sent, code, sentence in CASES:
        answer = ana.ask(event, fill(sent, names))
        if answer.get("error") != code or sentence not in answer.get("message", ""):
            wrong.append(f"{event} {str(sent)[:90]} -> {answer}")
    assert not wrong, "\n".join(wrong)
    assert Entry.select().count() == stored
    assert ana.is_connected


def test_what_reads_backwards_arrives_the_right_way_round_and_once(scene: Scene) -> None:
    ana = scene.here(scene.day.ana)
    sent = payload(scene.room, body=f"Look: {BACKWARDS}")
    first, second = ana.ask("post", sent), ana.ask("post", sent)
    assert (first["seq"], first["id"]) == (second["seq"], second["id"])
    assert [one["body"] for one in ana.wait_for_event("entry")] == ["Look: gnp.exe"]


def test_more_than_a_socket_takes_ends_that_socket_only(scene: Scene) -> None:
    ana, ruth = scene.here(scene.day.ana), scene.here(scene.day.ruth)
    ana.socket.emit("post", payload(scene.room, body="x" * 3_000_000), namespace="/live")
    assert ruth.post(scene.room, "Still here")["ok"]
    again = Client(scene.server, cookie_of(scene.app, scene.day.ana))
    assert again.join(scene.room)["head_seq"] == 1
    again.close()
