"""The chat's load generator sees what goes wrong; a benchmark that sees nothing proves nothing."""

from __future__ import annotations

import json
import select
import socket
from array import array
from collections.abc import Iterator

import pytest

from benchmarks import chat_load
from benchmarks.chat_load import Plan, _Member, _Room
from benchmarks.machine import WrongResult


class Stage:
    """Two members of a room, and the server's ends of their sockets."""

    def __init__(self) -> None:
        room, pairs = _Room.__new__(_Room), [socket.socketpair() for _ in range(2)]
        self.servers = [here for here, _ in pairs]
        room.plan = Plan(0, 0, "group-1", [], [1, 2], 1, 1, [0.0])
        room.members = []
        for number, (_, there) in enumerate(pairs):
            member = _Member.__new__(_Member)
            member.number, member.position, member.rest, member.socket = number, 0, b"", there
            room.members.append(member)
        room.poll = select.epoll()
        room.by_file = {one.socket.fileno(): one for one in room.members}
        for file in room.by_file:
            room.poll.register(file, select.EPOLLIN)
        room.order, room.due_of, room.acks = [], [], {}
        room.due = {f"id-{n}": 0.0 for n in range(1, 4)}
        room.latencies, room.ack_latencies = array("d"), array("d")
        room.last_seq, room.asked, room.answered = 0, 3, 3
        room.asked_before, room.ends_at = 0, 0.0
        self.room = room

    def hear(self, member: int, *seqs: int) -> None:
        """Let one member hear these entries."""
        self.servers[member].sendall(b"".join(_entry(seq) for seq in seqs))
        self.room._hear(0.2)

    def close(self) -> None:
        """Close all sockets."""
        for one in (*self.servers, *(member.socket for member in self.room.members)):
            one.close()
        self.room.poll.close()


def _entry(seq: int) -> bytes:
    told = json.dumps(["entry", {"seq": seq, "client_id": f"id-{seq}", "body": "Hello"}])
    payload = f"42/live,{told}".replace(", ", ",").encode()
    return bytes((0x81, len(payload))) + payload


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Two members who have heard nothing yet."""
    monkeypatch.setattr(chat_load, "QUIET_S", 0.01)
    made = Stage()
    yield made
    made.close()


def test_the_same_for_all_is_right(stage: Stage) -> None:
    stage.hear(0, 1, 2)
    stage.hear(1, 1, 2, 3)
    stage.hear(0, 3)
    stage.room._check()
    assert len(stage.room.latencies) == 6


def test_a_frame_may_come_in_pieces(stage: Stage) -> None:
    frame = _entry(1)
    for begin in range(0, len(frame), 7):
        stage.servers[0].sendall(frame[begin : begin + 7])
        stage.room._hear(0.2)
    assert stage.room.members[0].position == 1


def test_a_lost_entry_is_seen(stage: Stage) -> None:
    stage.hear(0, 1, 2, 3)
    stage.hear(1, 1, 2)
    with pytest.raises(WrongResult, match="1 of 6 deliveries lost"):
        stage.room._check()


def test_an_entry_left_out_in_the_middle_is_seen(stage: Stage) -> None:
    stage.hear(0, 1, 2, 3)
    with pytest.raises(WrongResult, match="heard seq 3 as number 2"):
        stage.hear(1, 1, 3)


def test_an_entry_heard_twice_is_seen(stage: Stage) -> None:
    stage.hear(0, 1)
    with pytest.raises(WrongResult):
        stage.hear(0, 1)


def test_another_order_is_seen(stage: Stage) -> None:
    stage.hear(0, 1, 2)
    with pytest.raises(WrongResult):
        stage.hear(1, 2, 1)


def test_a_gap_for_all_is_seen(stage: Stage) -> None:
    with pytest.raises(WrongResult, match="seq 2 came after 0"):
        stage.hear(0, 2)


def test_a_post_without_answer_is_seen(stage: Stage) -> None:
    stage.room.answered = 2
    stage.hear(0, 1, 2, 3)
    stage.hear(1, 1, 2, 3)
    with pytest.raises(WrongResult, match="1 of 3 not acknowledged"):
        stage.room._check()
