"""What routes keep of a person who goes: what she said, without her."""

from __future__ import annotations

import threading
import time
from datetime import date

from flask import Flask

from community.accounts.actions import ask_for_erasure, erase_person
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import lock_row, write_transaction
from community.foundation.receipts import new_form_id
from community.routes import Flight, Route, RouteFacts, open_reports
from community.routes.condition_actions import report_condition
from community.routes.erasure_actions import forget_who_said
from community.routes.models import ConditionReport
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route


def test_what_she_said_stays_without_her(app: Flask) -> None:
    ruth, ana, olu = a_person("Ruth"), a_person("Ana"), a_person("Olu")
    group = a_group(olu, leaders=[ruth], members=[ana])
    day = date(2026, 5, 2)
    said = RouteFacts.said(steps=[Flight(9, 700.0)]).signed(ana.id, day)
    route = a_route(group, facts=said)
    other = a_route(group, facts=RouteFacts.said(steps=[Flight(3)]).signed(ruth.id, day))
    report_condition(ana.id, route.id, new_form_id(), "closed", 400.0, "A fence", clock.now())
    ask_for_erasure(ana.id, ana.id, clock.now())
    erase_person(ana.id)
    (step,) = RouteFacts.from_json(Route.get_by_id(route.id).facts).of("steps")
    assert (step.value, step.by, step.on) == (9, None, day)
    (theirs,) = RouteFacts.from_json(Route.get_by_id(other.id).facts).of("steps")
    assert theirs.by == ruth.id
    assert ConditionReport.get().person_id is None
    assert [one.kind for one in open_reports(route.id, clock.now())] == ["closed"]


def test_what_another_leader_says_meanwhile_is_not_lost(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    day = date(2026, 5, 2)
    hers = RouteFacts.said(steps=[Flight(9, 700.0)]).signed(ana.id, day)
    route = a_route(a_group(leaders=[ruth, ana]), facts=hers)
    holds, both = threading.Event(), RouteFacts.said(steps=[Flight(9, 700.0), Flight(3, 900.0)])
    said = both.signed(ruth.id, day, hers)

    def save() -> None:
        with app.app_context(), write_transaction(by=SYSTEM):
            lock_row(Route, route.id)
            Route.update(facts=said.as_json()).where(Route.id == route.id).execute()
            holds.set()
            time.sleep(0.3)

    leader = threading.Thread(target=save)
    leader.start()
    assert holds.wait(5)
    forget_who_said(ana.id)
    leader.join()
    steps = RouteFacts.from_json(Route.get_by_id(route.id).facts).of("steps")
    assert [(one.value, one.by) for one in steps] == [(9, None), (3, ruth.id)]
