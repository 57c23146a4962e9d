"""The instance's id is made once; a new address raises what every event says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from community.calendar.site import site_of
from tests.builders.walks import NOW


def test_the_id_is_made_once_and_survives_a_change_of_address(
    make_app: Callable[..., Flask],
) -> None:
    one = make_app(AMBLE_URL="https://one.example")
    with one.app_context():
        first = site_of(NOW)
        assert first.rev == 0
        assert first.told_at is None
        assert first.since == NOW
        assert first.id.endswith(".amble")
        assert len(first.id) == len("1a2b3c4d.amble")
        assert site_of(NOW + timedelta(days=1)) is first
    later = NOW + timedelta(days=2)
    for _ in range(2):
        with make_app(AMBLE_URL="https://two.example").app_context():
            second = site_of(later)
            assert second.id == first.id
            assert second.environment != first.environment
            assert (second.rev, second.told_at, second.since) == (1, later, later)
        later += timedelta(hours=1)
        if second.since != NOW + timedelta(days=2):
            raise AssertionError("a restart is no change")
        later = second.since


def test_a_new_name_renews_files_and_no_event(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context():
        first = site_of(NOW)
    with make_app(AMBLE_NAME="Rhine walkers").app_context():
        second = site_of(NOW + timedelta(days=1))
    assert second.environment != first.environment
    assert (second.rev, second.told_at) == (0, None)
