"""Pages: the real walk page and group page beside plain ones, on both kinds of worker."""

from __future__ import annotations

import itertools
import statistics
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from benchmarks import seed
from benchmarks.http_load import Plan, Seen, ask
from benchmarks.machine import Server, WrongResult, free_port, gunicorn
from benchmarks.results import Section, Table, against, times

BAR = 2.0  # speed.md section 7, F
BAR_P99_MS = 25
KINDS = {"gthread": "web", "gevent": "all"}
SHAPES = {"walk": "a walk", "group": "a group"}
Key = tuple[str, str, int]


def run(folder: Path, tiny: bool) -> Section:
    """Measure pages of a member who is signed in."""
    rounds, seconds = (1, 0.3) if tiny else (3, 1.5)
    with seed.amble(folder) as app:
        here = seed.a_neighbourhood(24)
        dates = seed.walks(here, once=20, weekly=4)
        seed.answers(dates[0], here.people[2:14])
        cookie = seed.cookies(app, [here.people[20]])[0]
        paths = {"walk": f"/walks/{dates[0]}", "group": f"/groups/{here.group.slug}"}
        names = [seed.name_of(one) for one in here.people[2:14]]
    seen: dict[tuple[str, str, str, int], list[Seen]] = {}
    for kind, role in KINDS.items():
        with ExitStack() as stack:
            servers = {
                name: stack.enter_context(
                    gunicorn(target, kind, free_port(), folder, seed.environ_of(folder, role))
                )
                for name, target in (
                    ("plain", "benchmarks.plain_page:app"),
                    ("real", "benchmarks.serve_amble:app"),
                )
            }
            _check(servers, paths, cookie, names)
            for _ in range(rounds):
                for shape, many, name in itertools.product(SHAPES, (1, 8), servers):
                    plan = Plan(servers[name].port, paths[shape], {"Cookie": cookie}, many, seconds)
                    seen.setdefault((kind, shape, name, many), []).append(
                        ask(plan, servers[name].group)
                    )
    return Section("page", "Pages", _table(seen), _notes(rounds, seconds))


def _check(
    servers: dict[str, Server], paths: dict[str, str], cookie: str, names: list[str]
) -> None:
    """Both pages show the people who come, and the same walks. Errors: `WrongResult`."""
    for server in servers.values():
        for shape, path in paths.items():
            request = urllib.request.Request(
                f"http://127.0.0.1:{server.port}{path}", headers={"Cookie": cookie}
            )
            with urllib.request.urlopen(request) as answer:
                text = answer.read().decode()
            wanted = names if shape == "walk" else ["Rhine dam loop 0"]
            missing = [one for one in wanted if one.split()[0] not in text]
            if missing:
                raise WrongResult(f"{path} does not show {missing[0]}")


def _median(found: list[Seen], what: str) -> float:
    return statistics.median(getattr(one, what) for one in found)


def _table(seen: dict[tuple[str, str, str, int], list[Seen]]) -> Table:
    table = Table(
        [
            "real / plain, per server CPU-second",
            "bar",
            "page",
            "worker",
            "connections",
            "real, requests per CPU-s",
            "plain, requests per CPU-s",
            "real / plain, requests/s",
            "real p50 / p99, ms",
            "plain p50 / p99, ms",
            f"p99 bar {BAR_P99_MS} ms",
        ]
    )
    for (kind, shape, name, many), real in seen.items():
        if name != "real":
            continue
        plain = seen[(kind, shape, "plain", many)]
        per_cpu, per_cpu_plain = _median(real, "per_cpu_s"), _median(plain, "per_cpu_s")
        rate, rate_plain = _median(real, "rate"), _median(plain, "rate")
        p99 = _median(real, "p99_ms")
        table.add(
            times(per_cpu / per_cpu_plain),
            against(per_cpu / per_cpu_plain, BAR),
            SHAPES[shape],
            kind,
            many,
            f"{per_cpu:,.0f}",
            f"{per_cpu_plain:,.0f}",
            f"{rate:,.0f} / {rate_plain:,.0f}",
            f"{_median(real, 'p50_ms'):.1f} / {p99:.1f}",
            f"{_median(plain, 'p50_ms'):.1f} / {_median(plain, 'p99_ms'):.1f}",
            "" if many == 1 else "reached" if p99 <= BAR_P99_MS else "not reached",
        )
    return table


def _notes(rounds: int, seconds: float) -> list[str]:
    return [
        "Real: the whole page of a member who is signed in, with everything that it shows "
        "(policies, grade and why, profile drawing, coming, parts of live, calendar, challenges).",
        "Plain (`benchmarks/plain_page.py`): peewee models with joins and a Jinja page, the same "
        "database, session and rows as a plain list. It shows far less, so a ratio below 1 says "
        "what the rest of the page costs; the bar compares like with like only in its rows.",
        "gthread: one worker, four threads (AMBLE_ROLE=web, as in speed.md section 0). gevent: one "
        "worker with everything in it (AMBLE_ROLE=all), as `make run` starts it.",
        f"{rounds} rounds in turns, {seconds} s each after a short warm-up; SQLite. Limits by "
        "address are off in this process.",
    ]
