"""The demo neighbourhood behind a real server, and where its people can go in it."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from werkzeug.routing import Rule

from app import create_app
from community.accounts import Person
from community.challenges import Challenge
from community.events import Answer, Occurrence, Walk
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.receipts import new_form_id
from community.foundation.settings import Settings
from community.groups import Group, Membership, leaders_of
from community.journal import Log
from community.routes import Route, RouteDraft
from community.routes.actions import keep_upload
from community.routes.condition_actions import add_photo, report_condition
from community.routes.models import RoutePhoto, RouteUpload
from community.routes.photo_files import read_photo
from community.routes.rules.refusals import MESSAGES
from community.routes.uploads import read_upload
from tests.builders.photos import a_picture
from tests.builders.routes import a_gpx
from tests.served import ROOT, Server

PEOPLE = ("nobody", "Ana", "Ruth", "Olu")
# Not pages: files, answers to scripts, health, and links that only a mail has.
NO_PAGES = {
    "calendar.group_feed", "calendar.member_feed", "calendar.person_feed", "dist", "robots",
    "calendar.series_download", "calendar.walk_download", "events.dates_of_plan", "routes.download",
    "routes.show_photo",
    "live.read_board", "live.read_entries", "live.show_panel", "operations.healthz",
    "accounts.show_confirm", "accounts.show_new_password",
}  # fmt: skip


@dataclass
class DemoSite:
    """A server with the demo, and an application on the same database to look into it."""

    server: Server
    app: Flask
    values: dict[str, list[Any]]  # `numbers()` as they were after the seeding

    def path(self, kind: str) -> str:
        """Return the address of one thing of the demo: "live", "later", "group", …"""
        walks = self.values["occurrence_id"]
        return {
            "live": f"/walks/{walks[0]}",
            "room": f"/rooms/walk-{walks[0]}",
            "later": f"/walks/{walks[1]}",
            "group": f"/groups/{self.values['slug'][0]}",
            "route": f"/routes/{self.values['route_id'][0]}",
            "draft": f"/journal/{self.values['log_id'][0]}",
            "challenge": f"/challenges/{self.values['challenge_id'][0]}",
            "upload": f"/routes/drafts/{self.values['draft_id'][0]}",
        }[kind]

    def addresses(self) -> list[str]:
        """Return every address of the URL map that is a page, with the demo's numbers in it."""
        found: list[str] = []
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda one: one.rule):
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES:
                found += filled(rule, self.values)
        return found


def make_demo_site(template: str, folder: Path) -> Iterator[DemoSite]:
    """Seed a copy of the empty database as operators do, and serve it. template: its address."""
    shutil.copy(template.removeprefix("sqlite:///"), folder / "amble.db")
    url = f"sqlite:///{folder / 'amble.db'}"
    environ = {"AMBLE_ENV": "test", "AMBLE_DATA": str(folder), "AMBLE_DEMO": "1"}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "demo", "seed"],
        cwd=ROOT,
        env={**os.environ, **environ, "DATABASE_URL": url},
        check=True,
        capture_output=True,
    )
    server = Server(url, folder, AMBLE_DEMO="1")
    app = create_app(Settings.from_environment({**server.environ, **environ}))
    with app.app_context():
        leave_two_uploads()
        site = DemoSite(server, app, numbers())
    yield site
    app.extensions["database"].close_idle()
    server.stop(signal.SIGKILL)


def leave_two_uploads() -> None:
    """Let Ruth have uploaded two files and not yet saved a route: one track, and two of them."""
    ruth = Person.get(Person.name == "Ruth")
    group = Membership.get(Membership.person == ruth, Membership.role == "leader").group_id
    one = a_gpx((2000.0, 1.0), name="Dam")
    two = one.replace(
        b"</trk>", b"</trk>" + one.partition(b"<trk>")[1] + one.split(b"<trk>")[1][:-6]
    )
    for track in (one, two):
        upload = read_upload(io.BytesIO(track), "dam.gpx", None)
        keep_upload(ruth.id, group, "dam.gpx", "Dam", upload.line, upload.found, clock.now())
    leave_a_reading_and_a_refusal(ruth.id, group)
    leave_a_report_with_a_picture()


def leave_a_reading_and_a_refusal(ruth_id: int, group_id: int) -> None:
    """Let one file of Ruth's be half read, so that nobody wakes it, and one have been refused."""
    later = clock.now() + timedelta(days=1)
    for key, values in (
        ("half", {"state": "reading", "share": 40}),
        (
            "refused",
            {"state": "refused", "refusal": {"message": MESSAGES["no_track"], "values": {}}},
        ),
    ):
        with write_transaction(by=SYSTEM):
            RouteUpload.create(
                person=ruth_id,
                group=group_id,
                file_name="lake.gpx",
                file_key=key,
                made_at=clock.now(),
                touched_at=later,
                **values,
            )


def leave_a_report_with_a_picture() -> None:
    """Let a leader have found a tree across the way of the first route to look at, and shown it."""
    route = Route.get_by_id(routes_to_look_at()[0])
    leader, now = leaders_of(route.group_id)[0][0], clock.now()
    data = Path(current_app.extensions["settings"].data)
    report = report_condition(leader, route.id, new_form_id(), "fallen_tree", 300.0, "", now)
    picture = read_photo(io.BytesIO(a_picture()))
    add_photo(leader, route.id, picture, 300.0, "A tree across the way", now, data, report)


def routes_to_look_at() -> list[int]:
    """Return one route of each letter and confidence."""
    return list({(one.shown_letter, one.confidence): one.id for one in Route.select()}.values())


def numbers() -> dict[str, list[Any]]:
    """Return for each part of an address the values that show something different."""
    now, occurrence = clock.now(), Occurrence
    planned = occurrence.select().where(occurrence.status == "planned")
    later = planned.where(occurrence.start_utc > now).order_by(occurrence.start_utc)
    live = planned.where(occurrence.start_utc < now, occurrence.end_utc > now).get()
    walks = [
        live,
        later.get(),
        planned.where(occurrence.end_utc < now).order_by(occurrence.end_utc.desc()).get(),
        later.where(occurrence.start_local.is_null(False)).get(),  # moved
        occurrence.get(occurrence.status == "cancelled"),
        Answer.get(Answer.waiting).occurrence,  # full
    ]
    group = live.walk.group
    member = Membership.get(Membership.group == group, Membership.role == "member")
    logs = Log.select().join(Person).where(Person.name == "Ana")
    return {
        "occurrence_id": list(dict.fromkeys(one.id for one in walks)),
        "walk_id": [Walk.get(Walk.rule.is_null(False)).id],
        "slug": [
            group.slug,
            *sorted({one.slug for one in Group.select() if one.joining != "open"}),
        ],
        "route_id": routes_to_look_at(),
        "log_id": [logs.where(Log.state == state).get().id for state in ("draft", "confirmed")],
        "challenge_id": [one.id for one in Challenge.select()],
        "room": [f"walk-{live.id}", f"walk-{walks[4].id}", f"group-{group.id}"],
        "person_id": [member.person_id],
        "upload_id": [one.id for one in RouteUpload.select()],
        "draft_id": [one.id for one in RouteDraft.select()],
        "photo_id": [one.id for one in RoutePhoto.select()],
        "number": [1],
        "what": ["remove", "ban"],
    }


def filled(rule: Rule, values: dict[str, list[Any]]) -> list[str]:
    """Return the rule's addresses, one for each value of the part that has the most."""
    part = re.compile(r"<(?:[^:<>]*:)?(\w+)>")
    names = part.findall(rule.rule)
    found: list[str] = []
    for n in range(max((len(values[name]) for name in names), default=1)):
        path = rule.rule
        for name in names:
            path = part.sub(str(values[name][n % len(values[name])]), path, count=1)
        found.append(path)
    return list(dict.fromkeys(found))
