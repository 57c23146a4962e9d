"""Chat: a room of 50 and of 500, each post stored before its acknowledgement."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import install, peer_database, seed
from benchmarks.chat_load import Heard, Plan, talk
from benchmarks.machine import HERE, Server, WrongResult, free_port, gunicorn, quiet_environ
from benchmarks.results import Section, Table, against, times
from benchmarks.serve_settings import WINDOW_S

SENDERS = 5


@dataclass(frozen=True)
class Shape:
    """How many members, how posted, and what is asked of the finished product."""

    name: str
    members: int
    rate: float
    bar_node: float | None
    bar_plain: float | None


SHAPES = (  # one after the other in a room of so many
    Shape("50 members, 5 senders closed", 50, 0, 3, 9),
    Shape("50 members, 40 posts/s open loop", 50, 40, None, None),
    Shape("500 members, 5 senders closed", 500, 0, 4, 9),
    Shape("500 members, 20 posts/s open loop", 500, 20, None, None),
)


@dataclass(frozen=True)
class Stage:
    """Where a server's data is, and how it is started there."""

    file: Path
    start: Callable[[], Server]
    cookies: list[str]
    auth: list[int]
    room: str


def run(folder: Path, tiny: bool) -> Section:
    """Measure ours, the plain way and Node in turns."""
    rounds, seconds = (1, 0.5) if tiny else (3, 3.0)
    install.node_packages()
    driver = install.node_driver()
    heard: dict[tuple[str, str], list[Heard]] = {}
    for turn in range(rounds):
        for size in sorted({shape.members for shape in SHAPES}):
            shapes = [shape for shape in SHAPES if shape.members == size]
            for name, make in _candidates(driver is not None).items():
                place = folder / f"{turn}-{size}-{name}"
                place.mkdir()
                stage = make(place, min(size, 60) if tiny else size)
                phases = _one(stage, [shape.rate for shape in shapes], seconds)
                for shape, found in zip(shapes, phases, strict=True):
                    heard.setdefault((shape.name, name), []).append(found)
    return Section("chat", "Chat", _table(heard), _notes(rounds, seconds, driver))


def _candidates(has_node: bool) -> dict[str, Callable[[Path, int], Stage]]:
    found: dict[str, Callable[[Path, int], Stage]] = {"ours": _ours, "plain": _plain}
    if has_node:
        found["Node"] = _node
    return found


def _ours(folder: Path, members: int) -> Stage:
    with seed.amble(folder) as app:
        here = seed.a_neighbourhood(members)
        cookies = seed.cookies(app, here.people)
        room = f"group-{here.group.id}"
    environ, port = seed.environ_of(folder, "chat"), free_port()

    def start() -> Server:
        return gunicorn("benchmarks.serve_amble:app", "gevent", port, folder, environ)

    return Stage(folder / "amble.db", start, cookies, [], room)


def _plain(folder: Path, members: int) -> Stage:
    file, port = folder / "plain.db", free_port()
    peer_database.make(file, members, "group-1")
    environ = quiet_environ(BENCH_DATABASE=str(file))

    def start() -> Server:
        return gunicorn("benchmarks.plain_chat:app", "gevent", port, folder, environ)

    return Stage(file, start, [], list(range(1, members + 1)), "group-1")


def _node(folder: Path, members: int) -> Stage:
    file, port = folder / "node.db", free_port()
    peer_database.make(file, members, "group-1")
    argv = ["node", str(HERE / "node_peer" / "server.js"), str(file), str(port)]
    environ = quiet_environ(BENCH_WINDOW_S=str(WINDOW_S), NODE_ENV="production")

    def start() -> Server:
        return Server(argv, port, folder / "node.log", environ)

    return Stage(file, start, [], list(range(1, members + 1)), "group-1")


def _one(stage: Stage, rates: list[float], seconds: float) -> list[Heard]:
    with stage.start() as server:
        plan = Plan(
            port=server.port,
            server_group=server.group,
            room=stage.room,
            cookies=stage.cookies,
            auth=stage.auth,
            senders=SENDERS,
            seconds=seconds,
            rates=rates,
        )
        found = talk(plan)
    _check_stored(stage, sum(one.posts for one in found))
    return found


def _check_stored(stage: Stage, posts: int) -> None:
    """The server was killed: all that it acknowledged is there, 1, 2, 3. Errors: `WrongResult`."""
    with sqlite3.connect(stage.file) as database:
        stored = database.execute("SELECT count(*), min(seq), max(seq) FROM entry").fetchone()
    database.close()
    if stored != (posts, 1, posts):
        raise WrongResult(f"{posts} acknowledged, but (count, first, last) stored are {stored}")


def _per_cpu(found: list[Heard]) -> float:
    return statistics.median(one.deliveries / one.server_cpu_s for one in found)


def _rate(found: list[Heard]) -> float:
    return statistics.median(one.deliveries / one.took_s for one in found)


def _median(found: list[Heard], what: str) -> float:
    return statistics.median(getattr(one, what) for one in found)


def _table(heard: dict[tuple[str, str], list[Heard]]) -> Table:
    table = Table(
        [
            "ours / it, per server CPU-second",
            "bar",
            "wall rate",
            "shape",
            "server",
            "deliveries per CPU-s",
            "deliveries/s",
            "delivery p50 / p99, ms",
            "ack p50, ms",
            "load's own CPU",
            "connects/s",
        ]
    )
    order = [shape.name for shape in SHAPES]
    for (shape_name, name), found in sorted(heard.items(), key=lambda one: order.index(one[0][0])):
        ours = heard[(shape_name, "ours")]
        shape = SHAPES[order.index(shape_name)]
        ratio = _per_cpu(ours) / _per_cpu(found)
        bar = {"Node": shape.bar_node, "plain": shape.bar_plain}.get(name)
        rates = [_rate(ours), _rate(found)]
        table.add(
            "1" if name == "ours" else times(ratio),
            "" if bar is None else against(ratio, bar),
            "1" if name == "ours" else f"{rates[0] / rates[1]:.2f} x",
            shape_name,
            {"ours": "Amble, stock path", "plain": "plain Flask-SocketIO + peewee"}.get(name, name),
            f"{_per_cpu(found):,.0f}",
            f"{rates[1]:,.0f}",
            f"{_median(found, 'p50_ms'):.1f} / {_median(found, 'p99_ms'):.1f}",
            f"{_median(found, 'ack_p50_ms'):.1f}",
            f"{_median(found, 'own_cpu'):.0%}",
            f"{_median(found, 'connects_per_s'):,.0f}",
        )
    return table


def _notes(rounds: int, seconds: float, driver: tuple[str, str] | None) -> list[str]:
    if driver is None:
        peer = (
            "Node: not run, for its packages could not be installed, or better-sqlite3 not built "
            "and Node is older than 22.5."
        )
    else:
        checks = "payload, standing, mute and limit are checked per post"
        peer = f"Node (`benchmarks/node_peer`): {driver[1]}; {checks}."
    return [
        "Ours is the stock path of chat.md: Flask-SocketIO handlers, one transaction a post. The "
        "fast path of speed.md 1.4 is a later issue; the bars are those of the finished product.",
        "Every delivery is checked at every member: nothing lost, nothing twice, one order for "
        "all; afterwards the server is killed and the database holds what was acknowledged.",
        "Ours asks session, device, standing, mute, room and limit for each post. "
        "Plain (`benchmarks/plain_chat.py`) asks nothing after `join`: one insert, one emit, and "
        "no promise about order or retries. Plain and Node take the person unproved.",
        peer,
        f"The limit (20 posts in 10 s) has a window of {WINDOW_S:g} s in these processes, ours and "
        "Node's, so its cost is in and it refuses nobody.",
        "Latency counts from the moment when a post was due. Clients offer no compression. Where "
        "the load's own CPU is near 100 %, wall rates are the load's, not the server's.",
        f"{rounds} rounds in turns, {seconds:g} s each, SQLite WAL with synchronous=NORMAL; a "
        "fresh database and server each time.",
    ]
