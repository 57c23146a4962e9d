"""Asks one address over and over from a process of its own: `python -m benchmarks.http_load`.

Reads a plan as JSON from standard input, writes what it saw as JSON. Each connection has one
request on its way and sends the next when the answer is complete.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import cast

import numpy as np

from benchmarks.machine import LOAD_CORE, ROOT, WrongResult, cpu_seconds, pinned


@dataclass(frozen=True)
class Plan:
    """What to ask, how often at once, how long, and the status that every answer must have."""

    port: int
    path: str
    headers: dict[str, str]
    connections: int
    seconds: float
    status: int = 200
    warm_up_s: float = 0.3


@dataclass(frozen=True)
class Seen:
    """What was seen. answers: all, those of the warm-up too; per_cpu_s: of the server's CPU time,
    which other work on the machine changes least. own_cpu: how much of its core the load needed.
    """

    answers: int
    rate: float
    p50_ms: float
    p99_ms: float
    own_cpu: float
    per_cpu_s: float = 0.0


class _Asker(asyncio.Protocol):
    def __init__(self, plan: Plan, starts_at: float, ends_at: float) -> None:
        lines = [f"GET {plan.path} HTTP/1.1", f"Host: 127.0.0.1:{plan.port}"]
        lines += [f"{name}: {value}" for name, value in plan.headers.items()]
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.status, self.starts_at, self.ends_at = plan.status, starts_at, ends_at
        self.times: list[float] = []
        self.answers = 0
        self.buffer = b""
        self.missing = -1  # octets of the body that have not come; -1: still in the head
        self.failure = ""
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self.asked_at = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.buffer += data
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.buffer = b""
            self.missing = self._length(head) - len(rest)
        else:
            self.missing -= len(data)
        if self.missing == 0:
            self._answered()

    def _length(self, head: bytes) -> int:
        status, *lines = head.decode("latin-1").split("\r\n")
        if int(status.split()[1]) != self.status:
            self.failure = status
        fields = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        return 0 if self.status == 304 else int(fields["content-length"])

    def _answered(self) -> None:
        now = time.perf_counter()
        self.missing = -1
        self.answers += 1
        if self.asked_at >= self.starts_at:
            self.times.append(now - self.asked_at)
        if now < self.ends_at and not self.failure:
            self._ask()
        else:
            self.transport.close()

    def connection_lost(self, problem: Exception | None) -> None:
        if time.perf_counter() < self.ends_at and not self.failure:
            self.failure = f"the connection ended: {problem}"
        self.closed.set_result(None)


async def _measure(plan: Plan) -> Seen:
    begins_at = time.perf_counter()
    starts_at = begins_at + plan.warm_up_s
    ends_at = starts_at + plan.seconds
    loop, askers = asyncio.get_running_loop(), []
    cpu = time.process_time()
    for _ in range(plan.connections):
        _, asker = await loop.create_connection(
            lambda: _Asker(plan, starts_at, ends_at), "127.0.0.1", plan.port
        )
        askers.append(asker)
    await asyncio.wait_for(asyncio.gather(*(one.closed for one in askers)), plan.seconds + 120)
    took = time.perf_counter() - starts_at
    failures = [one.failure for one in askers if one.failure]
    if failures:
        raise WrongResult(f"{plan.path}: {failures[0]}")
    found = np.array([one for asker in askers for one in asker.times]) * 1000
    if not found.size:
        raise WrongResult(f"{plan.path}: no answer within {plan.seconds} s")
    p50, p99 = np.percentile(found, [50, 99])
    own = (time.process_time() - cpu) / (time.perf_counter() - begins_at)
    answers = sum(one.answers for one in askers)
    return Seen(answers, found.size / took, float(p50), float(p99), own)


def ask(plan: Plan, group: int) -> Seen:
    """Measure from a process of its own on the load's core. Errors: `WrongResult`.

    group: the server's process group, whose CPU time is read.
    """
    server = cpu_seconds(group)
    done = subprocess.run(
        pinned(LOAD_CORE, [sys.executable, "-m", "benchmarks.http_load"]),
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise WrongResult(done.stderr.strip().rpartition("\n")[2])
    seen = Seen(**json.loads(done.stdout))
    server = max(cpu_seconds(group) - server, 0.01)
    return replace(seen, per_cpu_s=seen.answers / server)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_measure(Plan(**json.load(sys.stdin)))))))
