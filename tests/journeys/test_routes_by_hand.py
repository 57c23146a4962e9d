"""A leader brings a track and prints its sheet; a walker asks why it has its letter."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from community.demo.rules.ground import as_gpx
from tests.journeys.demo_site import DemoSite
from tests.journeys.phone import Phone

pytestmark = pytest.mark.xdist_group("demo_2")
LINES = Path(__file__).resolve().parents[2] / "community" / "demo" / "data" / "routes.json"
MOST_TAPS = 20  # two minutes, at six seconds a tap: to look, to think, to hit
COUNTS_TAPS = """
  addEventListener('click', (event) => {
    if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
  }, true);
"""


@pytest.fixture
def canal(tmp_path: Path) -> Path:
    """A recording of the canal path without heights, as an app writes it."""
    line = json.loads(LINES.read_text())["routes"]["canal-path"]["line"]
    file = tmp_path / "canal.gpx"
    file.write_bytes(as_gpx("Canal path by hand", line))
    return file


def test_a_leader_uploads_corrects_two_facts_saves_and_prints(
    demo_site: DemoSite, phone: Callable[..., Phone], canal: Path
) -> None:
    ruth = phone(demo_site.server.url, "Ruth").being("Ruth")
    ruth.context.add_init_script(COUNTS_TAPS)
    ruth.open(demo_site.path("group") + "/routes/new")
    ruth.page.get_by_label("GPX, FIT or TCX file").set_input_files(canal)
    ruth.tap("Read this file")
    expect(ruth.heading).to_have_text("Check your route", timeout=20_000)
    ruth.sees("What we found", "from the map", "© OpenStreetMap contributors")

    seat = ruth.page.locator(".way-row", has_text="Seat").first
    seat.locator("summary").click()
    seat.get_by_text("Not there", exact=True).click()
    ruth.page.get_by_label("What is there").locator("visible=true").last.select_option(
        label="Steps with a handrail"
    )
    adding = ruth.page.locator("[data-rows=way] [data-row]").first
    adding.get_by_label(re.compile("^Metres from the start")).fill("700")
    adding.get_by_label(re.compile("^How many")).fill("3")
    expect(ruth.page.locator("#found-grade")).to_contain_text("3 steps", timeout=20_000)
    ruth.tap(re.compile("^Save route"))
    expect(ruth.heading).to_have_text("Canal path by hand", timeout=20_000)
    ruth.sees("3 steps", "C")
    ruth.follow(re.compile("^Route sheet"))
    ruth.sees("Canal path by hand", "3 steps", "112", "turn back")
    taps = int(ruth.page.evaluate("sessionStorage.taps"))
    assert taps <= MOST_TAPS
    ruth.page.emulate_media(media="print")
    sheet = ruth.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_a_walker_is_two_taps_from_the_list_to_why(
    demo_site: DemoSite, phone: Callable[..., Phone]
) -> None:
    ana = phone(demo_site.server.url, "Ana").being("Ana")
    ana.open("/routes?near=Vaduz")
    row = ana.page.get_by_role("listitem").filter(has_text=re.compile(r"B\??\s·\sGentle")).first
    row.get_by_role("link").click()
    expect(ana.page.locator(".grade-card").first).to_contain_text("because")
    ana.sees("What would make this an A?")
