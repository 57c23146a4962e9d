"""The journal's pages as people use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from community.accounts import Person, has_consent
from community.foundation import clock
from community.journal import Log
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.logs import a_draft, a_log, may_note_pain
from tests.builders.people import a_person
from tests.builders.walks import a_walk

ASKED = "May we keep your pain scores so that you can see them over time?"


def at_journal(app: Flask, person: Person) -> Browser:
    browser = Browser(app).sign_in(person)
    browser.get("/journal")
    return browser


def read(browser: Browser, path: str = "/journal") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return page_text(answer)


def days_ago(days: int):
    return (clock.now() - timedelta(days=days)).date()


def waits(person: Person) -> Log:
    return a_draft(person, a_walk(a_group(members=[person])), clock.now())


def sent(log: Log, **changes: str) -> dict[str, str]:
    return {"minutes": "50", "version": str(log.version), **changes}


def test_an_empty_journal_says_what_goes_here(app: Flask) -> None:
    text = read(at_journal(app, a_person("Ana")))
    assert "Your first walk goes here. Two taps and the minutes." in text
    assert "Write down a walk" in text


def test_anas_two_taps(app: Flask) -> None:
    ana = a_person("Ana")
    log = waits(ana)
    browser = at_journal(app, ana)
    text = read(browser)
    assert "How was that walk?" in text
    assert "Rhine dam loop" in text
    assert ASKED in text
    assert "Back pain before" not in text

    answer = browser.post("/journal/consent", {"answer": "yes", "next": "/journal"})
    assert answer.status_code == 303
    text = page_text(browser.follow(answer))
    assert ASKED not in text
    assert "Back pain before" in text

    answer = browser.post(f"/journal/{log.id}", sent(log, before="4", after="2"))
    assert answer.status_code == 303
    text = page_text(browser.follow(answer))
    assert "Saved. Only you can see this." in text
    assert "Pain 4 before, 2 after" in text
    assert "Lower after 1 of your last 1 walk." in text
    assert "Your back took it well" in text
    kept = Log.get_by_id(log.id)
    assert (kept.state, kept.before, kept.after, kept.minutes) == ("confirmed", 4, 2, 50)


def test_the_consent_can_be_declined_for_good(app: Flask) -> None:
    ana = a_person("Ana")
    log = waits(ana)
    browser = at_journal(app, ana)
    text = page_text(browser.follow(browser.post("/journal/consent", {"answer": "no"})))
    assert ASKED not in text
    assert "Minutes and distance only, as you chose." in text
    assert not has_consent(ana.id, "health")
    answer = browser.post(f"/journal/{log.id}", sent(log, before="4", after="2", note="sore"))
    assert answer.status_code == 303
    kept = Log.get_by_id(log.id)
    assert (kept.before, kept.after, kept.note, kept.minutes) == (None, None, "", 50)
    assert ASKED not in read(browser, "/journal/new")


def test_a_walk_can_be_saved_without_answering_the_question(app: Flask) -> None:
    ana = a_person("Ana")
    log = waits(ana)
    browser = at_journal(app, ana)
    assert browser.post(f"/journal/{log.id}", sent(log)).status_code == 303
    assert ASKED in read(browser, "/journal/new")


def test_after_withdrawing_nobody_is_asked_again_by_itself(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    a_log(ana, 20, days_ago(2), clock.now(), before=4, after=2)
    browser = at_journal(app, ana)
    assert "Before and after" in read(browser)
    browser.post("/account/health", {"consent": "withdraw"})
    text = read(browser)
    assert "Before and after" not in text
    assert ASKED not in read(browser, "/journal/new")


def test_writing_down_a_walk(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    browser = at_journal(app, ana)
    page = browser.get("/journal/new").get_data(as_text=True)
    form_id = page.split('name="form_id" value="')[1].split('"')[0]
    typed = {
        "form_id": form_id,
        "minutes": "25",
        "day": days_ago(3).isoformat(),
        "before": "5",
        "after": "5",
        "distance": "1,5",
        "leg": "same",
        "note": "Windy on the dam",
    }
    for _ in range(2):  # a double tap
        assert browser.post("/journal/new", typed).status_code == 303
    log = Log.get()
    assert (log.minutes, log.distance_m, log.before, log.leg) == (25, 1500, 5, "same")
    assert log.walked_on == days_ago(3)
    text = read(browser, f"/journal/{log.id}")
    assert "Your back took it well" in text
    assert "Windy on the dam" in text


def test_miles_are_miles(app: Flask) -> None:
    ana = a_person("Ana", units="miles")
    browser = at_journal(app, ana)
    browser.post("/journal/new", {"minutes": "60", "day": days_ago(0).isoformat(), "distance": "2"})
    log = Log.get()
    assert log.distance_m == 3219
    assert 'value="2"' in browser.get(f"/journal/{log.id}").get_data(as_text=True)
    again = {"minutes": "60", "day": days_ago(0).isoformat(), "distance": "2", "version": "0"}
    browser.post(f"/journal/{log.id}", again)
    assert Log.get().distance_m == 3219


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("minutes", "", "Minutes are missing."),
        ("minutes", "0", "Minutes are a whole number from 1 to 600."),
        ("minutes", "601", "Minutes are a whole number from 1 to 600."),
        ("minutes", "-5", "Minutes are a whole number from 1 to 600."),
        ("minutes", "12.5", "Minutes are a whole number from 1 to 600."),
        ("minutes", "٣", "Minutes are a whole number from 1 to 600."),
        ("minutes", "9" * 19, "Minutes are a whole number from 1 to 600."),
        ("minutes", "1" * 500, "Shorten it a little."),
        ("minutes", "ten\0", "characters in it that cannot be kept"),
        ("day", "2026-02-30", "This day does not exist."),
        ("day", "yesterday", "This day does not exist."),
        ("day", "2999-01-01", "This day is still to come."),
        ("day", "1926-05-12", "This day is too long ago."),
        ("day", "", "This day does not exist."),
        ("before", "11", "Pain is a whole number from 0, none, to 10, the worst."),
        ("after", "-1", "Pain is a whole number from 0, none, to 10, the worst."),
        ("after", "lots", "Pain is a whole number from 0, none, to 10, the worst."),
        ("leg", "broken", "Choose one of the answers about your legs."),
        ("distance", "far", "The distance is a number such as 2.4."),
        ("distance", "1.2.3", "The distance is a number such as 2.4."),
        ("distance", "99", "Nobody walks that far in these minutes."),
        ("distance", "1e3", "The distance is a number such as 2.4."),
        ("distance", "9999999999", "Nobody walks that far in these minutes."),
        ("note", "x" * 1001, "1001 characters long; 1000 fit."),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_is_kept(
    app: Flask, field: str, typed: str, said: str
) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    browser = at_journal(app, ana)
    full = {"minutes": "21", "day": days_ago(1).isoformat(), "before": "4", "note": "A kept note"}
    answer = browser.post("/journal/new", {**full, field: typed})
    assert answer.status_code == 422
    text = page_text(answer)
    assert said in text
    assert "Everything else is kept." in text
    if field != "note":
        assert "A kept note" in text
    assert Log.select().count() == 0


def test_a_right_to_left_override_in_a_note_is_taken_out(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    browser = at_journal(app, ana)
    typed = {"minutes": "20", "day": days_ago(0).isoformat(), "note": "wind\u202e<b>y"}
    browser.post("/journal/new", typed)
    assert Log.get().note == "wind<b>y"
    assert "<b>y" not in browser.get(f"/journal/{Log.get().id}").get_data(as_text=True)


def test_fewer_minutes_than_planned_let_go_of_the_routes_distance(app: Flask) -> None:
    ana = a_person("Ana")
    log = waits(ana)
    browser = at_journal(app, ana)
    browser.post(f"/journal/{log.id}", sent(log, minutes="12", distance=""))
    assert (Log.get().minutes, Log.get().distance_m) == (12, None)


def test_an_old_page_is_told_and_keeps_what_was_typed(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = a_log(ana, 20, days_ago(1), clock.now(), before=4, after=4)
    browser = at_journal(app, ana)
    browser.post(f"/journal/{log.id}", sent(log, minutes="25", before="4", after="3"))
    answer = browser.post(f"/journal/{log.id}", sent(log, minutes="30", before="5", after="5"))
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "This walk was changed in the meantime." in page_text(answer)
    assert "Pain 4 before, 3 after" in page_text(answer)
    assert 'value="30"' in page
    assert 'name="version" value="1"' in page
    again = sent(log, minutes="30", before="5", after="5", version="1")
    assert browser.post(f"/journal/{log.id}", again).status_code == 303
    assert Log.get_by_id(log.id).minutes == 30


def test_taking_a_walk_out_asks_once(app: Flask) -> None:
    ana = a_person("Ana")
    log = a_log(ana, 20, days_ago(1), clock.now())
    browser = at_journal(app, ana)
    assert "Take this walk out?" in read(browser, f"/journal/{log.id}/delete")
    answer = browser.post(f"/journal/{log.id}/delete")
    assert "Taken out of your journal." in page_text(browser.follow(answer))
    assert browser.get(f"/journal/{log.id}").status_code == 404
    assert browser.post(f"/journal/{log.id}/delete").status_code == 404


def test_the_morning_after_is_asked_for_yesterdays_walk(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = a_log(ana, 20, days_ago(1), clock.now(), before=2, after=2)
    browser = at_journal(app, ana)
    text = read(browser)
    assert "How is your back this morning?" in text
    assert "Your back took it well so far" in text
    answer = browser.post(f"/journal/{log.id}/morning", {"morning": "4", "next": "/journal"})
    text = page_text(browser.follow(answer))
    assert "Your back this morning: 4." in text
    assert "How is your back this morning?" not in text
    assert "A lot for your back" in text
    told = browser.post(
        f"/journal/{log.id}/morning", {"morning": "2"}, headers={"Accept": "application/json"}
    )
    assert told.get_json() == {"ok": True, "message": "Saved. Only you can see this."}
    bad = browser.post(
        f"/journal/{log.id}/morning", {"morning": "42"}, headers={"Accept": "application/json"}
    )
    assert bad.status_code == 422
    assert Log.get_by_id(log.id).morning == 2


def test_no_morning_is_asked_for_without_consent_or_for_older_walks(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    may_note_pain(tom)
    a_log(ana, 20, days_ago(1), clock.now())
    a_log(tom, 20, days_ago(2), clock.now())
    for person in (ana, tom):
        assert "this morning" not in read(at_journal(app, person))


def test_an_answer_that_does_not_wait_leads_to_the_advice(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    browser = at_journal(app, ana)
    typed = {"minutes": "20", "day": days_ago(0).isoformat(), "leg": "emergency"}
    text = page_text(browser.follow(browser.post("/journal/new", typed)))
    assert "Please get help now" in text
    assert "Call 112" in text
    log = Log.get()
    calm = {"minutes": "20", "version": "0", "leg": "none"}
    assert browser.post(f"/journal/{log.id}", calm).status_code == 303
    assert browser.get(f"/journal/{log.id}/advice").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "organiser", "leader", "operator", "signed out"])
def test_nobody_else_sees_anything(app: Flask, who: str) -> None:
    ana, olu, ruth = a_person("Ana"), a_person("Olu"), a_person("Ruth")
    a_group(organiser=olu, leaders=[ruth], members=[ana])
    may_note_pain(ana)
    log = a_log(ana, 20, days_ago(1), clock.now(), before=4, after=2, note="A secret")
    browser = Browser(app)
    other = {
        "stranger": lambda: a_person("Eve"),
        "organiser": lambda: olu,
        "leader": lambda: ruth,
        "operator": lambda: a_person("Root", is_operator=True),
    }.get(who)
    if other:
        browser.sign_in(other())
    for path in ("", "/delete", "/advice"):
        assert browser.get(f"/journal/{log.id}{path}").status_code == (404 if other else 303)
    for path in ("", "/delete", "/morning"):
        answer = browser.post(f"/journal/{log.id}{path}", {"minutes": "1", "version": "0"})
        assert answer.status_code == (404 if other else 303)
    assert "A secret" not in browser.follow(browser.get("/journal")).get_data(as_text=True)
    assert Log.get_by_id(log.id).minutes == 20


@pytest.mark.parametrize(
    "path",
    [
        *("/journal/0", "/journal/999999", "/journal/99999999999999999999", "/journal/-1"),
        *("/journal?page=0", "/journal?page=2", "/journal?page=x", "/journal?page=99999999999"),
    ],
)
def test_what_is_not_there_is_not_found(app: Flask, path: str) -> None:
    assert at_journal(app, a_person("Ana")).get(path).status_code == 404


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    browser = at_journal(app, a_person("Ana"))
    answer = browser.post("/journal/new", {"minutes": "20"}, csrf=False)
    assert answer.status_code == 400
    assert Log.select().count() == 0


def test_other_sites_are_no_way_back(app: Flask) -> None:
    browser = at_journal(app, a_person("Ana"))
    typed = {"minutes": "20", "day": days_ago(0).isoformat(), "next": "https://evil.example/"}
    assert browser.post("/journal/new", typed).location == "/journal"
    typed["next"] = "/account"
    assert browser.post("/journal/new", typed).location == "/account"


def test_a_long_journal_has_pages(app: Flask) -> None:
    ana = a_person("Ana")
    for number in range(23):
        a_log(ana, number + 1, days_ago(number), clock.now())
    browser = at_journal(app, ana)
    first, second = read(browser), read(browser, "/journal?page=2")
    assert "Older walks" in first
    assert "20 minutes" in first
    assert "23 minutes" in second
    assert "Older walks" not in second


def test_the_download_holds_every_log(app: Flask) -> None:
    from community.accounts.own_data import data_of

    ana, tom = a_person("Ana"), a_person("Tom")
    may_note_pain(ana)
    a_log(ana, 20, days_ago(1), clock.now(), before=4, after=2, note="windy")
    a_log(tom, 33, days_ago(1), clock.now())
    (share,) = data_of(ana.id)["journal"]
    assert (share["minutes"], share["before"], share["note"]) == (20, 4, "windy")


@pytest.mark.parametrize("answer", [None, "", "maybe", "YES"])
def test_only_yes_and_no_are_answers_to_the_question(app: Flask, answer: str | None) -> None:
    ana = a_person("Ana")
    browser = at_journal(app, ana)
    typed = {} if answer is None else {"answer": answer}
    assert browser.post("/journal/consent", typed).status_code == 400
    assert not has_consent(ana.id, "health")
    assert ASKED in read(browser, "/journal/new")


def test_two_taps_right_there_on_today(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = waits(ana)
    browser = Browser(app).sign_in(ana)
    text = page_text(browser.get("/"))
    assert "How was that walk?" in text
    assert "Rhine dam loop" in text
    typed = sent(log, before="4", after="2", next="/")
    answer = browser.post(f"/journal/{log.id}", typed)
    assert answer.location == "/"
    text = page_text(browser.follow(answer))
    assert "Saved. Only you can see this." in text
    assert "How was that walk?" not in text


def test_today_asks_about_the_morning(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = a_log(ana, 20, days_ago(1), clock.now(), before=2, after=2)
    browser = Browser(app).sign_in(ana)
    assert "How is your back this morning?" in page_text(browser.get("/"))
    answer = browser.post(f"/journal/{log.id}/morning", {"morning": "2", "next": "/"})
    assert "Your back this morning: 2." in page_text(browser.follow(answer))


def test_a_walk_written_down_from_elsewhere_leads_back(app: Flask) -> None:
    browser = at_journal(app, a_person("Ana"))
    page = browser.get("/journal/new?next=/challenges/3").get_data(as_text=True)
    assert 'name="next" value="/challenges/3"' in page
    page = browser.get("/journal/new?next=//evil.example").get_data(as_text=True)
    assert "evil.example" not in page
