"""What the page's own scripts add, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.components.conftest import Pages


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


FORM = """
{% from "components/button.html" import button %}
{% from "components/field.html" import field %}
{% from "components/form_start.html" import form_start %}
{% from "components/pain_control.html" import pain_control %}
{% from "components/password.html" import password %}
{% from "components/stepper.html" import stepper %}
{% from "components/switch.html" import switch %}
{% from "components/error_summary.html" import error_summary %}
{% call form_start('/save', 'log', draft=True) %}
{{ field('note', 'A note') }}{{ password('secret', 'Password') }}
{{ stepper('minutes', 'Minutes', 12, 1, 14) }}
{{ pain_control('pain', 'Back pain now') }}
{{ button('Save this walk', busy='Saving…') }}
{% endcall %}
{{ switch('coming', 'Walks I am coming to', action='/switch') }}
"""


def open_form(page: Page, pages: Pages) -> str:
    address = pages.body(FORM)
    page.goto(address)
    page.locator("[data-module]:not([data-connected])").first.wait_for(state="detached")
    return address


def test_aa_applies_at_once_and_is_sent(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    phone.locator(".reading summary").click()
    phone.get_by_text("150%").click()
    phone.get_by_text("Dark", exact=True).click()
    expect(phone.locator("html")).to_have_attribute("data-text-size", "150")
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone.locator(".reading [data-state]")).to_have_text("Saved")
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "27px"
    assert {path for path, _ in pages.posts} == {"/reading"}
    phone.keyboard.press("Escape")
    expect(phone.locator(".reading-panel")).to_be_hidden()


def test_pain_starts_unset_and_only_a_person_sets_it(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    value, field = phone.locator(".pain-value"), phone.locator("select[name=pain]")
    expect(value).to_have_text("Not answered yet")
    expect(field).to_have_value("")
    phone.get_by_role("button", name="More: Back pain now").click(click_count=4, delay=5)
    expect(value).to_have_text("4 · Moderate")
    expect(field).to_have_value("4")
    phone.get_by_role("button", name="Clear: Back pain now").click()
    expect(field).to_have_value("")
    slider = phone.get_by_role("slider", name="Back pain now")
    slider.press("ArrowLeft")
    expect(field).to_have_value("0")
    slider.press("End")
    expect(value).to_have_text("10 · Severe")


def test_a_tap_in_the_middle_of_an_unset_slider_is_an_answer(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    phone.get_by_role("slider", name="Back pain now").click()
    expect(phone.locator("select[name=pain]")).to_have_value("5")


def test_stepper_stops_at_its_ends(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    phone.get_by_role("button", name="More: Minutes").click(click_count=5, delay=5)
    expect(phone.get_by_role("spinbutton", name="Minutes")).to_have_value("14")


def test_password_is_shown_and_hidden(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    secret = phone.locator("input[name=secret]")
    phone.get_by_role("button", name="Show").click()
    expect(secret).to_have_attribute("type", "text")
    phone.get_by_role("button", name="Hide").click()
    expect(secret).to_have_attribute("type", "password")


def test_a_switch_says_saved_and_goes_back_when_it_was_not(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    switch = phone.get_by_role("switch")
    switch.check()
    expect(phone.locator(".switch-state")).to_have_text("Saved")
    assert "coming" in pages.posts[-1][1]
    phone.context.set_offline(True)
    switch.click()
    expect(phone.locator(".switch-state")).to_have_text("Not saved. Try again in a minute.")
    expect(switch).to_be_checked()
    phone.context.set_offline(False)


def test_two_taps_send_one_form(phone: Page, pages: Pages) -> None:
    open_form(phone, pages)
    phone.route("**/save", lambda route: route.fulfill(status=204))  # no new page comes
    button = phone.get_by_role("button", name="Save this walk")
    button.click(no_wait_after=True)
    busy = phone.get_by_role("button", name="Saving…")
    expect(busy).to_have_attribute("aria-disabled", "true")
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    busy.click(no_wait_after=True, force=True)
    phone.wait_for_timeout(100)
    assert sent == []


def test_a_draft_comes_back_without_secrets_and_health(phone: Page, pages: Pages) -> None:
    address = open_form(phone, pages)
    phone.get_by_label("A note").fill("Slow but fine")
    phone.locator("input[name=secret]").fill("three words are fine")
    phone.get_by_role("button", name="More: Back pain now").click()
    phone.goto(pages.body("elsewhere"))
    kept = phone.evaluate("JSON.stringify(localStorage)")
    assert "Slow but fine" in kept
    assert "three words" not in kept
    assert "pain" not in kept
    phone.goto(address)
    expect(phone.get_by_label("A note")).to_have_value("Slow but fine")
    expect(phone.get_by_text("We kept what you wrote last time.")).to_be_visible()
    phone.get_by_role("button", name="Save this walk").click()
    phone.wait_for_url("**/save")
    assert phone.evaluate("localStorage.length") == 0


def test_dialog_keeps_the_focus_and_gives_it_back(phone: Page, pages: Pages) -> None:
    phone.goto(pages.template("components/gallery.html"))
    phone.locator("#call-off[data-connected]").wait_for(state="attached")
    opener = phone.locator("[data-opens=call-off]")
    opener.click()
    dialog = phone.get_by_role("dialog", name="Call off this walk?")
    expect(dialog).to_be_visible()
    for _ in range(4):
        phone.keyboard.press("Tab")
        assert phone.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    phone.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_error_summary_takes_the_focus_and_leads_into_the_field(phone: Page, pages: Pages) -> None:
    phone.goto(pages.template("components/gallery.html"))
    summary = phone.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Start time is missing.").click()
    expect(phone.get_by_label("Starts at")).to_be_focused()


def test_what_has_the_focus_is_not_under_the_bar(phone: Page, pages: Pages) -> None:
    phone.goto(pages.template("components/gallery.html"))
    phone.locator("[data-module]:not([data-connected])").first.wait_for(state="detached")
    bar = "document.querySelector('.bar').getBoundingClientRect().top"
    for _ in range(60):
        phone.keyboard.press("Tab")
        hidden = phone.evaluate(
            f"""() => {{
                const at = document.activeElement, box = at.getBoundingClientRect();
                if (at.closest('.bar, .tabs, .footer') || at.type === 'radio') return '';
                return box.top >= {bar} - 10 ? at.outerHTML.slice(0, 120) : '';
            }}"""
        )
        assert hidden == ""
