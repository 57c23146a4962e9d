"""A room full of members over raw WebSockets, in a process of its own.

`python -m benchmarks.chat_load` reads a plan as JSON from standard input. Members join, some of
them post, and every delivery is checked at every member: nothing lost, nothing twice, one order for
all. Frames are compared as octets with the first member's copy, so that checking stays cheap.
Latency counts from the moment when a post was due: for closed senders the moment of the last
acknowledgement, for an open loop the timetable, whether or not the server keeps up.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import time
import uuid
from array import array
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.machine import LOAD_CORE, ROOT, WrongResult, cpu_seconds, pinned

ENTRY, ACK = b'42/live,["entry",', b"43/live,"
PING, PONG, TEXT = b"2", b"3", 0x81
BODY = "Right behind you, at the second bench; we take the gravel path by the river."
QUIET_S, PATIENCE_S = 0.4, 30.0


@dataclass(frozen=True)
class Plan:
    """Who joins which room, who posts how. auth: people come in `auth` instead of by cookie.

    rates: one phase after the other; posts a second by timetable (open loop), or 0: each sender
    waits for its acknowledgement.
    """

    port: int
    server_group: int
    room: str
    cookies: list[str]
    auth: list[int]
    senders: int
    seconds: float
    rates: list[float]


@dataclass(frozen=True)
class Heard:
    """What was measured; `server_cpu_s` of the phase from first post to last delivery."""

    posts: int
    deliveries: int
    took_s: float
    server_cpu_s: float
    p50_ms: float
    p99_ms: float
    ack_p50_ms: float
    own_cpu: float
    connects_per_s: float


def _frame(payload: bytes) -> bytes:
    """Return a masked text frame; the mask is zero, which leaves the octets as they are."""
    length = len(payload)
    if length < 126:
        return bytes((TEXT, 0x80 | length)) + b"\0\0\0\0" + payload
    return bytes((TEXT, 0xFE)) + length.to_bytes(2, "big") + b"\0\0\0\0" + payload


class _Member:
    def __init__(self, plan: Plan, number: int) -> None:
        self.number, self.position, self.rest = number, 0, b""
        self.socket = socket.create_connection(("127.0.0.1", plan.port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: 127.0.0.1:{plan.port}",
        ]
        lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        if plan.cookies:
            lines.append(f"Cookie: {plan.cookies[number]}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._read_head()
        self._wait_for(b"0{")
        auth = json.dumps({"person": plan.auth[number]}) if plan.auth else ""
        self.socket.sendall(_frame(f"40/live,{auth}".encode()))
        self._wait_for(b"40/live,")
        asked = json.dumps(["join", {"room": plan.room, "after_seq": 0}])
        self.socket.sendall(_frame(f"42/live,0{asked}".encode()))
        answer = self._wait_for(ACK)
        if b'"ok":true' not in answer.replace(b": ", b":"):
            raise WrongResult(f"member {number} was not let in: {answer[:200]!r}")
        self.socket.setblocking(False)

    def _read_head(self) -> None:
        found = b""
        while b"\r\n\r\n" not in found:
            data = self.socket.recv(4096)
            if not data:
                raise WrongResult(f"no WebSocket: {found[:200]!r}")
            found += data
        head, _, self.rest = found.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise WrongResult(f"no WebSocket: {head[:200]!r}")

    def _wait_for(self, start: bytes) -> bytes:
        while True:
            for payload in self.payloads(b""):
                if payload.startswith(start):
                    return payload
                if payload.startswith(b"44"):
                    raise WrongResult(f"refused: {payload!r}")
            data = self.socket.recv(65536)
            if not data:
                raise WrongResult("the connection ended")
            self.rest += data

    def payloads(self, data: bytes) -> list[bytes]:
        """Return the payloads of the frames that are complete; keep the rest."""
        buffer = self.rest + data if self.rest else data
        at, size, found = 0, len(buffer), []
        while size - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == 126:
                if size - at < 4:
                    break
                length, start = (buffer[at + 2] << 8) | buffer[at + 3], at + 4
            elif length == 127:
                if size - at < 10:
                    break
                length, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if start + length > size:
                break
            at = start + length
            found.append(buffer[start:at])
        self.rest = buffer[at:]
        return found

    def send(self, payload: bytes) -> None:
        self.socket.send(_frame(payload))  # a few hundred octets always fit into an empty buffer


class _Room:
    """All members, and what each has heard."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        began = time.perf_counter()
        self.members = [_Member(plan, n) for n in range(max(len(plan.cookies), len(plan.auth)))]
        self.connects_per_s = len(self.members) / (time.perf_counter() - began)
        self.poll = select.epoll()
        self.by_file = {one.socket.fileno(): one for one in self.members}
        for file in self.by_file:
            self.poll.register(file, select.EPOLLIN)
        self.order: list[bytes] = []  # entries as the first member to hear each has heard it
        self.due_of: list[float] = []
        self.due: dict[str, float] = {}  # client id -> when its post was due
        self.acks: dict[int, float] = {}  # number of the question -> when it was due
        self.latencies, self.ack_latencies = array("d"), array("d")
        self.last_seq, self.answered, self.asked = 0, 0, 0
        self.asked_before, self.ends_at = 0, 0.0  # of this phase

    def settle(self) -> None:
        """Hear what joining has set off, until it is quiet."""
        deadline = time.perf_counter() + PATIENCE_S
        while self._hear(QUIET_S) and time.perf_counter() < deadline:
            pass

    def _hear(self, wait_s: float) -> bool:
        """Read from every socket that has something; return whether there was any."""
        ready = self.poll.poll(max(wait_s, 0))
        for file, _ in ready:
            member = self.by_file[file]
            try:
                data = member.socket.recv(262144)
            except BlockingIOError:
                continue
            if not data:
                raise WrongResult(f"member {member.number} was disconnected")
            now, order = time.perf_counter(), self.order
            for payload in member.payloads(data):
                position = member.position
                if position < len(order) and payload == order[position]:
                    member.position = position + 1
                    self.latencies.append(now - self.due_of[position])
                else:
                    self._other(member, payload, now)
        return bool(ready)

    def _other(self, member: _Member, payload: bytes, now: float) -> None:
        if payload.startswith(ENTRY):
            self._first(member, payload, now)
        elif payload.startswith(ACK):
            self._acknowledged(member, payload, now)
        elif payload == PING:
            member.send(PONG)

    def _first(self, member: _Member, payload: bytes, now: float) -> None:
        """The first member hears an entry; anything else here is out of order. Errors: those."""
        entry = json.loads(payload[len("42/live,") :])[1]
        if member.position < len(self.order):
            heard = f"seq {entry['seq']} as number {member.position + 1}"
            raise WrongResult(f"member {member.number} heard {heard}, others something else")
        if entry["seq"] != self.last_seq + 1:
            raise WrongResult(f"seq {entry['seq']} came after {self.last_seq}")
        if entry["client_id"] not in self.due:
            raise WrongResult("an entry came twice, or nobody had posted it")
        self.last_seq = entry["seq"]
        self.order.append(payload)
        self.due_of.append(self.due.pop(entry["client_id"]))
        member.position += 1
        self.latencies.append(now - self.due_of[-1])

    def _acknowledged(self, member: _Member, payload: bytes, now: float) -> None:
        number, _, rest = payload[len(ACK) :].partition(b"[")
        answer = json.loads(b"[" + rest)[0]
        if not answer["ok"]:
            raise WrongResult(f"a post was refused: {answer}")
        self.ack_latencies.append(now - self.acks.pop(int(number)))
        self.answered += 1
        if now < self.ends_at:  # never in an open loop
            self._post(member, now)

    def _post(self, member: _Member, due: float) -> None:
        self.asked += 1
        client_id = str(uuid.uuid4())
        told = {"room": self.plan.room, "client_id": client_id, "kind": "message", "body": BODY}
        self.due[client_id] = self.acks[self.asked] = due
        member.send(f"42/live,{self.asked}{json.dumps(['post', told])}".encode())

    def talk(self, rate: float) -> Heard:
        """Post for as long as planned, then wait until everybody has heard everything."""
        plan, members = self.plan, self.members
        self.latencies, self.ack_latencies = array("d"), array("d")
        self.asked_before = self.asked
        own, server = time.process_time(), cpu_seconds(plan.server_group)
        began = time.perf_counter()
        self.ends_at = 0.0 if rate else began + plan.seconds
        if rate:
            self._timetable(began, rate)
        else:
            for member in members[: plan.senders]:
                self._post(member, time.perf_counter())
            while time.perf_counter() < self.ends_at:
                self._hear(0.05)
        deadline = time.perf_counter() + PATIENCE_S
        while not self._all_heard() and time.perf_counter() < deadline:
            self._hear(0.005)
        took = time.perf_counter() - began
        server = cpu_seconds(plan.server_group) - server
        own = (time.process_time() - own) / took
        self._check()
        p50, p99 = np.percentile(np.frombuffer(self.latencies) * 1000, [50, 99])
        ack = float(np.median(np.frombuffer(self.ack_latencies) * 1000))
        return Heard(
            posts=self.asked - self.asked_before,
            deliveries=len(self.latencies),
            took_s=took,
            server_cpu_s=max(server, 0.01),
            p50_ms=float(p50),
            p99_ms=float(p99),
            ack_p50_ms=ack,
            own_cpu=own,
            connects_per_s=self.connects_per_s,
        )

    def _timetable(self, began: float, rate: float) -> None:
        for number in range(int(self.plan.seconds * rate)):
            due = began + number / rate
            while (wait_s := due - time.perf_counter()) > 0:
                self._hear(wait_s)
            self._post(self.members[number % self.plan.senders], due)
            self._hear(0)

    def _all_heard(self) -> bool:
        if self.answered < self.asked or len(self.order) < self.asked:
            return False
        return all(one.position == len(self.order) for one in self.members)

    def _check(self) -> None:
        """Nothing lost. Errors: `WrongResult`. Twice and out of order were seen on arrival."""
        if self.answered < self.asked:
            raise WrongResult(f"{self.asked - self.answered} of {self.asked} not acknowledged")
        missing = sum(self.asked - one.position for one in self.members)
        if missing:
            raise WrongResult(f"{missing} of {self.asked * len(self.members)} deliveries lost")
        self.settle()
        if len(self.latencies) != (self.asked - self.asked_before) * len(self.members):
            raise WrongResult("more was delivered than was posted")


def talk(plan: Plan) -> list[Heard]:
    """Measure each phase from a process of its own on the load's core. Errors: `WrongResult`."""
    done = subprocess.run(
        pinned(LOAD_CORE, [sys.executable, "-m", "benchmarks.chat_load"]),
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise WrongResult(done.stderr.strip().rpartition("\n")[2])
    return [Heard(**one) for one in json.loads(done.stdout)]


def _main() -> None:
    read: dict[str, Any] = json.load(sys.stdin)
    plan = Plan(**read)
    room = _Room(plan)
    room.settle()
    print(json.dumps([asdict(room.talk(rate)) for rate in plan.rates]), flush=True)
    os._exit(0)  # closing five hundred sockets politely takes longer than all the rest


if __name__ == "__main__":
    _main()
