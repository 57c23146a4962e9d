"""The keyboard is enough: focus is always seen, never below a bar, and each step can be done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.demo_site import DemoSite
from tests.journeys.phone import Phone

pytestmark = pytest.mark.xdist_group("demo_2")

PAGES = {
    "nobody": ["/", "/find?near=Vaduz", "group", "later", "route", "/sign-up", "/how-it-works"],
    "Ana": ["/", "/journal", "later", "room", "challenge", "/account/calendar", "/account"],
    "Ruth": ["live", "room", "upload", "/find?near=Schaan"],
}
# What is wrong with how the focus is shown; nothing when all is well, null at the end of the page.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const name = at.outerHTML.slice(0, 120);
  const again = window.lastOne === at;  // the parts of a date have rings of Chromium's own
  window.lastOne = at;
  const hasRing = [[at], [at, '::after'], [at.nextElementSibling], [at.parentElement]]
    .filter(([one]) => one).map(([one, part]) => getComputedStyle(one, part))
    .some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  if (!hasRing && !again) return 'no ring: ' + name;
  const unseen = at.getBoundingClientRect().width < 4;
  const seen = unseen ? at.closest('label') ?? at.nextElementSibling ?? at : at;
  const box = seen.getClientRects()[0];
  if (!box || box.bottom < 0 || box.top > innerHeight) return 'out of sight: ' + name;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const isFree = [box.top + 4, box.top + box.height / 2, box.bottom - 4].some((y) => {
    const bar = document.elementFromPoint(x, y)?.closest('.bar, .tabs, .top, .live-tray');
    return y > 0 && y < innerHeight && (!bar || bar.contains(seen));
  });
  return isFree ? '' : 'below a bar: ' + name;
}"""
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0] ?? at.closest('label');
  return (at.getAttribute('aria-label') || label?.innerText || at.innerText || '').trim();
}"""


def tab_to(phone: Phone, name: str) -> None:
    """Press Tab until what is called so (a pattern) has the focus."""
    told = []
    for _ in range(150):
        phone.page.keyboard.press("Tab")
        told.append(phone.page.evaluate(NAME))
        if re.search(name, told[-1]):
            return
    raise AssertionError(f"no {name!r} on the way: {told}")


def ready(phone: Phone) -> None:
    """Wait until the page's scripts are in place."""
    phone.page.locator("html[data-script=on]").wait_for()
    phone.page.locator("[data-module]:not([data-connected])").first.wait_for(state="detached")


@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_seen_wherever_tab_leads(
    demo_site: DemoSite, phone: Callable[..., Phone], name: str
) -> None:
    walker, wrong = phone(demo_site.server.url, name).being(name), []
    for page in PAGES[name]:
        walker.open(page if page.startswith("/") else demo_site.path(page))
        ready(walker)
        steps = 0
        for steps in range(150):  # noqa: B007 - counted
            walker.page.keyboard.press("Tab")
            found = walker.page.evaluate(FOCUS)
            if found is None:
                break
            if found:
                wrong.append(f"{page}: {found}")
        assert steps > 5
    assert not wrong, "\n".join(wrong)


def test_the_first_tab_leads_past_the_bar(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    ana = phone(demo_site.server.url, "Ana").being("Ana")
    for path in ("/", "/journal", demo_site.path("room"), demo_site.path("later")):
        ana.open(path)
        ana.page.keyboard.press("Tab")
        expect(ana.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        ana.page.keyboard.press("Enter")
        expect(ana.page.locator("#main")).to_be_focused()
        ana.page.keyboard.press("Tab")
        assert ana.page.evaluate("!!document.activeElement.closest('main, .bar, .live-tray')")


def test_signing_up_and_coming(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    zoe = phone(demo_site.server.url, "Zoe")
    zoe.open(demo_site.path("later"))
    ready(zoe)
    tab_to(zoe, "^Join the")
    zoe.page.keyboard.press("Enter")
    expect(zoe.heading).to_have_text("Sign up")
    ready(zoe)
    for label, text in (("^Your name", "Zoe"), ("^E-mail", "zoe@example.org")):
        tab_to(zoe, label)
        zoe.page.keyboard.type(text)
    tab_to(zoe, "^Password")
    zoe.page.keyboard.type("three grey herons")
    tab_to(zoe, "^I am 18 or over")
    zoe.page.keyboard.press("Space")
    tab_to(zoe, "^Sign up$")
    zoe.page.keyboard.press("Enter")
    zoe.sees("You’re in")
    ready(zoe)
    tab_to(zoe, "Change$")
    zoe.page.keyboard.press("Enter")
    tab_to(zoe, "^Maybe$")
    zoe.page.keyboard.press("Enter")
    expect(zoe.page.locator(".rsvp-state")).to_contain_text("Maybe")


def test_telling_the_others_from_the_tray(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    ana = phone(demo_site.server.url, "Ana").being("Ana")
    ana.open(demo_site.path("room"))
    ready(ana)
    moves = ana.page.locator(".tray-moves button")
    said = ana.page.locator(".move.is-done").inner_text()
    name = moves.locator("visible=true").first.inner_text()
    tab_to(ana, f"^{re.escape(name.strip())}$")
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator(".move.is-done")).not_to_have_text(said)
    tab_to(ana, "^Message the group$")
    ana.page.keyboard.type("Sitting for a moment")
    tab_to(ana, "^Send$")
    ana.page.keyboard.press("Enter")
    expect(ana.log).to_contain_text("Sitting for a moment")
    tab_to(ana, "^Need help$")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("dialog")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("link", name="Need help")).to_be_focused()


def test_the_focus_stays_while_others_tap(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    ana, ruth = (phone(demo_site.server.url, name).being(name) for name in ("Ana", "Ruth"))
    for one in (ana, ruth):
        one.open(demo_site.path("room"))
        ready(one)
    tab_to(ana, "^Going home early$")
    ruth.tap("Need a rest")
    expect(ana.log).to_contain_text("Ruth needs a rest")
    expect(ana.page.get_by_role("button", name="Going home early")).to_be_focused()


def test_noting_pain(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    ana = phone(demo_site.server.url, "Ana").being("Ana")
    ana.open(demo_site.path("draft"))
    ready(ana)
    for question, key, times in (("before", "ArrowRight", 4), ("now", "ArrowRight", 2)):
        tab_to(ana, f"^Back pain {question}$")
        for _ in range(times):
            ana.page.keyboard.press(key)
    values = ana.page.locator(".pain-value")
    expect(values.nth(0)).not_to_have_text("Not answered yet")
    expect(values.nth(1)).not_to_have_text("Not answered yet")
    tab_to(ana, "^Save this walk$|^Save$")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("status").first).to_contain_text("Saved. Only you can see this.")
