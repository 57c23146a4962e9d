"""Recordings of every kind through the upload: each becomes a draft with its own numbers."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable

import pytest
from flask import Flask

from community.groups import Group
from community.routes import RouteDraft
from tests.builders.browsing import Browser, field_value, page_text
from tests.builders.groups import a_group
from tests.builders.routes import LEVEL, a_gpx
from tests.builders.track_files import (
    TRANSITION,
    WALKING,
    Place,
    a_fit,
    a_tcx,
    a_walk_fit,
    a_walk_tcx,
    file_id,
    record,
    session,
)


@pytest.fixture
def group(app: Flask) -> Group:
    return a_group()


@pytest.fixture
def browser(app: Flask, group: Group) -> Browser:
    return Browser(app).sign_in(group.created_by)


def draft_of(browser: Browser, group: Group, content: bytes, name: str) -> str:
    path = f"/groups/{group.slug}/routes/new"
    form_id = field_value(browser.get(path), "form_id")
    sent = {"form_id": form_id, "file": (io.BytesIO(content), name)}
    answer = browser.post(path, sent, content_type="multipart/form-data")
    assert answer.status_code == 303, page_text(answer)
    return str(answer.location)


def a_planned_route() -> bytes:
    """Return a GPX file of a planned route: no track, no times, no heights."""
    text = a_gpx(*LEVEL, heights=False).decode()
    for track, route in (("<trk>", "<rte>"), ("</trk>", "</rte>"), ("trkpt", "rtept")):
        text = text.replace(track, route)
    return text.replace("<trkseg>", "").replace("</trkseg>", "").encode()


FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {  # file: (content, name, length)
    "Dam walk.fit": (lambda: a_walk_fit(1000), "Dam walk", "1.3 km"),
    "dam_walk.FIT.gz": (lambda: gzip.compress(a_walk_fit(1000)), "dam walk", "1.3 km"),
    "Dam-walk.tcx": (lambda: a_walk_tcx(1000), "Dam walk", "1.3 km"),
    "Dam.tcx.gz": (lambda: gzip.compress(a_walk_tcx(1000)), "Dam", "1.3 km"),
    "wrong ending.gpx": (lambda: a_walk_fit(1000), "wrong ending", "1.3 km"),
    "2024-05-01 activity.fit": (lambda: a_walk_fit(1000), "", "1.3 km"),  # tells a day
    "plan.gpx": (a_planned_route, "Rhine dam", "1.5 km"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_becomes_a_draft(browser: Browser, group: Group, name: str) -> None:
    make, called, length = FILES[name]
    page = browser.get(draft_of(browser, group, make(), name))
    assert page.status_code == 200
    assert length in page_text(page)
    assert field_value(page, "name") == called


def test_a_watch_with_a_barometer_is_believed_more(browser: Browser, group: Group) -> None:
    draft_of(browser, group, a_walk_fit(1000), "dam.fit")
    found = RouteDraft.get().inspection
    assert (found["height_source"], found["confidence"]) == ("barometer", "medium")


def test_the_parts_of_a_recording_can_be_chosen_or_joined(browser: Browser, group: Group) -> None:
    points = [record(47.1 + at * 1e-4, 9.5, 450.0, at * 9) for at in range(120)]
    parts = [session(0, WALKING), session(450, TRANSITION), session(540, WALKING)]
    draft = draft_of(browser, group, a_fit(file_id(), *points, *parts), "day.fit")
    text = page_text(browser.get(draft))
    assert "Which track is the walk?" in text
    assert "Walking 540 m" in text
    assert "Transition 100 m" in text
    browser.post(f"{draft}/track", {"track": "2"})
    assert RouteDraft.get().inspection["length_m"] == pytest.approx(655, abs=15)
    second = draft_of(browser, group, a_fit(file_id(), *points, *parts), "day.fit")
    browser.post(f"{second}/track", {"track": "all"})
    joined = RouteDraft.select().order_by(RouteDraft.id.desc()).first()
    assert joined.inspection["length_m"] == pytest.approx(1323, abs=15)


def test_activities_of_tcx_can_be_chosen(browser: Browser, group: Group) -> None:
    def lap(lat: float) -> list[Place]:
        return [Place(f"{lat + at * 1e-4:.6f}", "9.5") for at in range(50)]

    draft = draft_of(browser, group, a_tcx([lap(47.1)], [lap(47.2)]), "two.tcx")
    text = page_text(browser.get(draft))
    assert "This file has 2 tracks" in text
    assert "Track 1 540 m" in text
