"""A country changes its clocks by law: walks keep their local time all the same."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from community.events import Occurrence
from community.events.actions import follow_zone_data
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk

AN_HOUR = timedelta(hours=1)


def made_with_older_zone_data(date: Occurrence) -> Occurrence:
    """Let the date's instants be those of zone data that was wrong by an hour."""
    with write_transaction(by=SYSTEM):
        Occurrence.update(start_utc=date.start_utc + AN_HOUR, end_utc=date.end_utc + AN_HOUR).where(
            Occurrence.id == date.id
        ).execute()
    return date


def test_dates_to_come_follow_newer_zone_data(app: Flask) -> None:
    date = made_with_older_zone_data(a_walk(a_group(a_person("Ruth")), weekly=[3]))
    moved = follow_zone_data("2027a", NOW)
    after = Occurrence.get_by_id(date.id)
    assert moved == 1
    assert (after.start_utc, after.end_utc) == (date.start_utc, date.end_utc)
    assert after.original_local == date.original_local


def test_dates_that_have_ended_stay(app: Flask) -> None:
    date = made_with_older_zone_data(a_walk(a_group(a_person("Ruth"))))
    assert follow_zone_data("2027a", date.end_utc + 3 * AN_HOUR) == 0
    assert Occurrence.get_by_id(date.id).start_utc == date.start_utc + AN_HOUR


def test_the_same_zone_data_is_followed_once(app: Flask) -> None:
    date = a_walk(a_group(a_person("Ruth")))
    follow_zone_data("2027a", NOW)
    made_with_older_zone_data(date)
    assert follow_zone_data("2027a", NOW) == 0
    assert follow_zone_data("2027b", NOW) == 1
