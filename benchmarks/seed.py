"""Fills databases of Amble for the benchmarks, through its own actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from flask import Flask

from app import create_app
from benchmarks.machine import quiet_environ
from community.accounts import Person, make_person
from community.accounts.actions import open_device
from community.events import Occurrence, Reply, WalkPlan, answer_occurrence, plan_walk
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import upgrade, write_transaction
from community.foundation.settings import Settings
from community.groups import Group, NewGroup, create_group, join_group, set_role
from tests.builders.routes import a_route

SECRET = "only-for-benchmarks-0123456789-0123456789"
ZONE, VADUZ = "Europe/Vaduz", (47.1410, 9.5209)
NAMES = ("Ana", "Ruth", "Tom", "Olu", "Mira", "Jon", "Leena", "Paul", "Sofie", "Emil")


@dataclass(frozen=True)
class Neighbourhood:
    """A group with its people; the first organises, the second leads."""

    group: Group
    people: list[int]


def environ_of(folder: Path, role: str) -> dict[str, str]:
    """Return the environment of a server on the database in `folder`."""
    return quiet_environ(
        AMBLE_ENV="production",
        AMBLE_DATA=str(folder),
        AMBLE_ROLE=role,
        AMBLE_URL="http://127.0.0.1:8000",
        SECRET_KEY=SECRET,
    )


@contextmanager
def amble(folder: Path) -> Iterator[Flask]:
    """Open the application on a new database in `folder`."""
    app = create_app(Settings.from_environment(environ_of(folder, "web")))
    upgrade(app.extensions["database"])
    with app.app_context():
        yield app
    app.extensions["database"].close_idle()


def a_neighbourhood(people: int, name: str = "Vaduz Amblers") -> Neighbourhood:
    """Make a group of so many people. Nobody signs in with a password here, so they have none."""
    now = clock.now() - timedelta(days=30)
    with write_transaction(by=SYSTEM):
        ids = [
            make_person(
                f"{NAMES[n % len(NAMES)]} {n}", f"{name.split()[0]}{n}@example.org", "!", now
            )
            for n in range(people)
        ]
        new = NewGroup(name, "Vaduz", *VADUZ, ZONE, about="Slow, chatty walks.")
        group = Group.get(Group.slug == create_group(ids[0], new, now))
        for person_id in ids[1:]:
            join_group(person_id, group.id, now)
        set_role(ids[0], group.id, ids[1], "leader")
    return Neighbourhood(group, ids)


def walks(here: Neighbourhood, once: int, weekly: int) -> list[int]:
    """Plan walks over the coming year on a route with seats; return their first dates."""
    now = clock.now()
    route = a_route(here.group, (700.0, 0.0), (400.0, 4.0), (700.0, -2.0))
    begin = datetime.combine(now.date() + timedelta(days=2), time(9, 30))
    dates = []
    with write_transaction(by=SYSTEM):
        for number in range(once + weekly):
            day = begin + timedelta(days=number % 350, minutes=15 * (number % 20))
            plan = WalkPlan(
                title=f"Rhine dam loop {number}",
                start_local=day,
                minutes=50,
                meeting_point="Bench above the bus stop, Lettstrasse",
                leader_ids=(here.people[1],),
                route_id=route.id,
                meeting_lat=47.1404,
                meeting_lon=9.5104,
                weekdays=() if number < once else (number % 7,),
                notes="Poles help on the gravel; there is a kiosk half way.",
            )
            dates.append(plan_walk(here.people[1], here.group.id, plan, now).occurrence_id)
    return dates


def answers(occurrence_id: int, people: list[int]) -> None:
    """Let these people come to a date."""
    with write_transaction(by=SYSTEM):
        for person_id in people:
            answer_occurrence(person_id, occurrence_id, Reply("coming", 0), clock.now())


def cookies(app: Flask, people: list[int]) -> list[str]:
    """Sign each person in on a device of their own; return the cookies."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with write_transaction(by=SYSTEM):
        keys = [open_device(one, "Benchmark", clock.now()) for one in people]
    return [f"amble_session={signer.dumps({'_user_id': key, '_fresh': True})}" for key in keys]


def name_of(person_id: int) -> str:
    """Return a person's name."""
    return str(Person.get_by_id(person_id).name)


def start_of(occurrence_id: int) -> datetime:
    """Return when a date begins."""
    return Occurrence.get_by_id(occurrence_id).start_utc.astimezone(UTC)
