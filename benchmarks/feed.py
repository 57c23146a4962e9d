"""A group's feed with 500 walks, 50 of them series, beside `icalendar` on each request."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections import Counter
from pathlib import Path

import icalendar

from benchmarks import seed
from benchmarks.http_load import Plan, ask
from benchmarks.machine import Server, WrongResult, free_port, gunicorn
from benchmarks.results import Section, Table, against, times
from community.events import Occurrence, Walk, WalkDetails, edit_walk
from community.foundation import clock

# calendar.md section 7
BARS = {"304": 400.0, "200": 250.0, "changed": 30.0, "cold": 5.0}
MOST_MS_AFTER_A_CHANGE = 3.0
KEPT_OPEN_S = 1.0  # gunicorn closes a silent connection after two


class _Program:
    """A calendar program that keeps its connection."""

    def __init__(self, server: Server) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.used_at = 0.0

    def get(self, path: str, packed: bool = True) -> tuple[http.client.HTTPResponse, bytes, float]:
        """Return the answer, its body, and how many ms it took."""
        if time.perf_counter() - self.used_at > KEPT_OPEN_S:
            self.link.close()
            self.link.connect()
        began = time.perf_counter()
        self.link.request("GET", path, headers={"Accept-Encoding": "gzip"} if packed else {})
        answer = self.link.getresponse()
        body = answer.read()
        self.used_at = time.perf_counter()
        took = (self.used_at - began) * 1000
        if answer.status != 200:
            raise WrongResult(f"{path}: {answer.status}")
        return answer, body, took

    def made(self) -> int:
        """Return how many fragments were ever written."""
        return int(json.loads(self.get("/benchmark/made")[1])["fragments"])


def run(folder: Path, tiny: bool) -> Section:
    """Measure 304, 200 unchanged, 200 after one change, cold."""
    once, weekly = (45, 5) if tiny else (450, 50)
    rounds, seconds = (1, 0.3) if tiny else (3, 1.5)
    found: dict[str, list[float]] = {}
    with seed.amble(folder):
        here = seed.a_neighbourhood(4)
        dates = seed.walks(here, once, weekly)
        environ = seed.environ_of(folder, "web")
        target = "benchmarks.serve_amble:app"
        with gunicorn(target, "gthread", free_port(), folder, environ) as server:
            program = _Program(server)
            real, plain = (
                f"/groups/{here.group.slug}/calendar.ics",
                f"/benchmark/{here.group.slug}.ics",
            )
            size, packed = _check(program, real, plain)
            for _ in range(rounds):
                _round(program, server, real, plain, seconds, found)
                for _ in range(2 if tiny else 10):
                    _change(program, here, dates[7], real, found)
            _check(program, real, plain)
    notes = [
        f"{once + weekly} walks, {weekly} of them series, one zone; {size / 1000:,.0f} kB, "
        f"{packed / 1000:,.0f} kB packed. One gthread worker with four threads for all rows.",
        "Plain: the same rows read by the same queries, written by `icalendar` "
        "(`tests/calendar/reference_writer.py`) on each request, not packed. Both files are parsed "
        "and compared before and after; one that differs fails the run.",
        "304 and 200 unchanged: requests per second of the server's CPU time (8 connections, 4 for "
        "icalendar). After one change and cold: median ms of single requests; the change is "
        "`edit_walk` by another process, after which exactly one fragment is written, or the run "
        "fails. Cold: everything kept is forgotten first.",
        f"{rounds} rounds in turns. Limits (120 a minute for one feed) are off in this process.",
    ]
    return Section("feed", "Calendar feed", _table(found), notes)


def _check(program: _Program, real: str, plain: str) -> tuple[int, int]:
    """Return octets plain and packed. Errors: `WrongResult` when the files do not say the same."""
    _, ours, _ = program.get(real, packed=False)
    _, theirs, _ = program.get(plain, packed=False)
    if _events(ours) != _events(theirs):
        raise WrongResult("our feed and the one of icalendar do not say the same")
    answer, body, _ = program.get(real)
    if answer.getheader("Content-Encoding") != "gzip":
        raise WrongResult("the feed was not packed")
    return len(ours), len(body)


def _events(feed: bytes) -> Counter[str]:
    """Return every event and time zone as the library says it, however it was written."""
    calendar = icalendar.Calendar.from_ical(feed.decode())
    assert isinstance(calendar, icalendar.Calendar)
    return Counter(one.to_ical(sorted=True).decode() for one in calendar.subcomponents)


def _round(
    program: _Program,
    server: Server,
    real: str,
    plain: str,
    seconds: float,
    found: dict[str, list[float]],
) -> None:
    def keep(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    def measure(name: str, plan: Plan) -> None:
        seen = ask(plan, server.group)
        keep(name, seen.per_cpu_s)
        keep(f"{name} wall", seen.rate)

    etag = str(program.get(real)[0].getheader("ETag"))
    packed = {"Accept-Encoding": "gzip"}
    asked = {**packed, "If-None-Match": etag}
    measure("304", Plan(server.port, real, asked, 8, seconds, status=304))
    measure("plain", Plan(server.port, plain, packed, 4, 2 * seconds, warm_up_s=0))
    measure("200", Plan(server.port, real, packed, 8, seconds))
    for _ in range(3):
        keep("plain ms", program.get(plain)[2])
        program.get("/benchmark/forget")
        keep("cold", program.get(real)[2])


def _change(
    program: _Program,
    here: seed.Neighbourhood,
    occurrence_id: int,
    real: str,
    found: dict[str, list[float]],
) -> None:
    """Change one walk from this process, then ask. Errors: `WrongResult`."""
    before, etag = program.made(), program.get(real)[0].getheader("ETag")
    date = Occurrence.get_by_id(occurrence_id)
    walk = Walk.get_by_id(date.walk_id)
    details = WalkDetails(
        title=f"Rhine dam loop, renewed {walk.version + 1}",
        meeting_point=walk.meeting_point,
        meeting_lat=walk.meeting_lat,
        meeting_lon=walk.meeting_lon,
        route_id=walk.route_id,
        minutes=walk.minutes,
        capacity=walk.capacity,
        leader_ids=(here.people[1],),
    )
    edit_walk(here.people[1], walk.id, details, clock.now())
    answer, _, took = program.get(real)
    if answer.getheader("ETag") == etag:
        raise WrongResult("a change did not change the entity tag")
    if program.made() - before != 1:
        raise WrongResult(f"{program.made() - before} fragments were written after one change")
    found.setdefault("changed", []).append(took)


def _table(found: dict[str, list[float]]) -> Table:
    table = Table(["ours / icalendar", "bar", "answer", "ours", "icalendar on each request"])
    middle = {name: statistics.median(values) for name, values in found.items()}
    for name, what in (("304", "304, unchanged"), ("200", "200 unchanged, packed")):
        ratio = middle[name] / middle["plain"]
        ours, theirs = (
            f"{middle[one]:,.{digits}f} requests per CPU-s ({middle[f'{one} wall']:,.{digits}f}/s)"
            for one, digits in ((name, 0), ("plain", 1))
        )
        table.add(times(ratio), against(ratio, BARS[name]), what, ours, theirs)
    for name, what in (("changed", "200 after one change"), ("cold", "200 cold")):
        ratio = middle["plain ms"] / middle[name]
        bar = against(ratio, BARS[name])
        if name == "changed":
            done = "reached" if middle[name] <= MOST_MS_AFTER_A_CHANGE else "not reached"
            bar += f"; {MOST_MS_AFTER_A_CHANGE:g} ms: {done}"
        table.add(times(ratio), bar, what, f"{middle[name]:.2f} ms", f"{middle['plain ms']:.0f} ms")
    return table
