"""Errors are sentences: a page for people, JSON for programs, never a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable

import peewee
import pytest
from flask import Flask

from community.foundation.security import open_to_everyone


@pytest.fixture
def broken_app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app()

    @app.get("/broken")
    @open_to_everyone
    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    @app.post("/send")
    @open_to_everyone
    def send() -> str:
        return "sent"

    @app.get("/closed")
    def closed() -> str:
        return "for people who are signed in"

    return app


def test_a_fault_of_ours_is_a_calm_page(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "Something broke on our side. Nothing you wrote is lost." in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_fault_of_ours_is_json_for_programs(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/broken", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json == {
        "ok": False,
        "error": "server_error",
        "message": "Something broke on our side. Nothing you wrote is lost. Try again in a minute.",
    }


def test_a_database_that_is_away_is_worth_another_try(broken_app: Flask) -> None:
    @broken_app.get("/away")
    @open_to_everyone
    def away() -> str:
        raise peewee.OperationalError("the connection is lost")

    answer = broken_app.test_client().get("/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "connection" not in answer.text


def test_a_form_without_its_token_is_refused_and_told_why(broken_app: Flask) -> None:
    answer = broken_app.test_client().post("/send", data={"text": "x"})
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text


def test_an_address_that_is_not_there_is_a_page(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def test_a_view_that_says_nothing_needs_sign_in(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/closed?x=1")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/closed%3Fx%3D1"
    as_program = broken_app.test_client().get("/closed", headers={"Accept": "application/json"})
    assert as_program.status_code == 401
    assert as_program.json is not None
    assert as_program.json["error"] == "not_signed_in"


def test_too_big_a_body_is_said_kindly(broken_app: Flask) -> None:
    answer = broken_app.test_client().post(
        "/send", data={"file": (io.BytesIO(b"x" * 28_000_000), "a.gpx")}
    )
    assert answer.status_code == 413
    assert "This is over 25 MB" in answer.text


def test_a_wrong_method_names_the_right_one(broken_app: Flask) -> None:
    answer = broken_app.test_client().delete("/broken")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_page_forbids_foreign_hosts(broken_app: Flask) -> None:
    policy = broken_app.test_client().get("/nowhere").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy


def test_the_health_check_sets_no_cookie(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "schema": "ok", "ok": True}
    assert "Set-Cookie" not in answer.headers


def test_the_aa_panel_works_without_javascript(broken_app: Flask) -> None:
    broken_app.config["WTF_CSRF_ENABLED"] = False
    client = broken_app.test_client()
    answer = client.post("/reading", data={"text_size": "150", "theme": "dark", "next": "/find"})
    assert answer.status_code == 303
    assert answer.location == "/find"
    cookie = client.get_cookie("amble_reading")
    assert cookie is not None
    assert cookie.value == "150.dark.00"
    page = client.get("/nowhere").text
    assert 'data-text-size="150"' in page
    assert 'data-theme="dark"' in page
