"""Risk assessments: who reads and signs them, what stays, what makes one due again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from community.accounts.own_data import data_of
from community.foundation.errors import Changed, NotAllowed, NotFound
from community.routes import Hazard, Route, note_incident, share_route, sign_risk_assessment
from community.routes.models import RiskAssessment
from community.routes.risk_queries import risk_page
from tests.builders.browsing import Browser, field_value, page_text
from tests.builders.groups import a_group
from tests.builders.people import LONG_AGO, a_person
from tests.builders.routes import a_route

ROAD = Hazard("A road without a crossing", "Everybody", "We cross together", "Who leads")
DAY = date(2026, 1, 5)


def test_leaders_sign_and_what_stood_before_stays(app: Flask) -> None:
    ruth, theres = a_person("Ruth"), a_person("Theres")
    route = a_route(a_group(ruth, leaders=[theres]))
    sign_risk_assessment(ruth.id, route.id, 0, [ROAD], "a", DAY, LONG_AGO)
    assert Route.get_by_id(route.id).risk_signed_on == DAY
    note_incident(theres.id, route.id, date(2026, 3, 1), "A fall on ice", "b", LONG_AGO)
    page = risk_page(ruth.id, route.id)
    assert page.state.due_on == date(2026, 3, 1)
    assert page.incidents[0].noted_by == "Theres"
    ice = Hazard("Ice", "Everybody", "We look at it the day before", "Who leads")
    sign_risk_assessment(theres.id, route.id, 1, [ROAD, ice], "c", date(2026, 3, 2), LONG_AGO)
    page = risk_page(ruth.id, route.id)
    assert [(one.number, one.signed_by, len(one.hazards)) for one in page.assessments] == [
        (2, "Theres", 2),
        (1, "Ruth", 1),
    ]
    assert page.state.due_on == date(2027, 3, 2)


def test_a_second_sending_and_an_old_form_sign_nothing(app: Flask) -> None:
    ruth = a_person("Ruth")
    route = a_route(a_group(ruth))
    path = sign_risk_assessment(ruth.id, route.id, 0, [ROAD], "a", DAY, LONG_AGO)
    assert sign_risk_assessment(ruth.id, route.id, 0, [ROAD], "a", DAY, LONG_AGO) == path
    with pytest.raises(Changed):
        sign_risk_assessment(ruth.id, route.id, 0, [ROAD], "b", DAY, LONG_AGO)
    assert RiskAssessment.select().count() == 1


def test_members_and_strangers_neither_read_nor_sign(app: Flask) -> None:
    ana, zoe = a_person("Ana"), a_person("Zoe")
    open_route = a_route(a_group(members=[ana]))
    closed = a_route(a_group(joining="invite", name="Closed"))
    for person in (ana, zoe):
        with pytest.raises(NotAllowed):
            risk_page(person.id, open_route.id)
        with pytest.raises(NotAllowed):
            sign_risk_assessment(person.id, open_route.id, 0, [ROAD], "a", DAY, LONG_AGO)
        with pytest.raises(NotFound):
            risk_page(person.id, closed.id)
        with pytest.raises(NotFound):
            note_incident(person.id, closed.id, DAY, "A fall", "b", LONG_AGO)
    assert RiskAssessment.select().count() == 0


def test_leaders_of_other_groups_read_that_of_a_shared_route_without_names(app: Flask) -> None:
    ruth, elsbeth = a_person("Ruth"), a_person("Elsbeth")
    route = a_route(a_group(ruth))
    a_group(elsbeth, name="Schaan Amblers")
    sign_risk_assessment(ruth.id, route.id, 0, [ROAD], "a", DAY, LONG_AGO)
    note_incident(ruth.id, route.id, DAY, "Olu fell on the step", "i", LONG_AGO)
    with pytest.raises(NotAllowed):
        risk_page(elsbeth.id, route.id)
    share_route(ruth.id, route.id, route.version, "everyone", LONG_AGO)
    page = risk_page(elsbeth.id, route.id)
    assert page.latest is not None
    assert (page.latest.signed_by, page.may_sign) == ("", False)
    assert page.incidents == (), "what happened to whom is told to the owners' leaders only"
    assert page.state.is_due(DAY), "that it has to be looked at again, to all who plan there"
    assert [one.what for one in risk_page(ruth.id, route.id).incidents] == ["Olu fell on the step"]
    told: Any = data_of(ruth.id)["routes"]
    assert [one["what"] for one in told["incidents"]] == ["Olu fell on the step"]
    with pytest.raises(NotAllowed):
        sign_risk_assessment(elsbeth.id, route.id, 1, [ROAD], "b", DAY, LONG_AGO)


def test_the_form_keeps_what_was_typed_and_signs(app: Flask) -> None:
    ruth = a_person("Ruth")
    route = a_route(a_group(ruth))
    browser = Browser(app).sign_in(ruth)
    path = f"/routes/{route.id}/risk/sign"
    form = browser.get(path)
    sent = {"hazard": ["Ice", ""], "who": ["Everybody", ""], "control": ["", ""], "owner": ["", ""]}
    sent |= {"number": "0", "form_id": field_value(form, "form_id") or ""}
    answer = browser.post(path, sent)
    assert answer.status_code == 422
    assert 'value="Ice"' in answer.text
    assert "Say what is done about it." in page_text(answer)
    assert browser.post(path, {**sent, "do": "more"}).status_code == 200
    sent |= {"control": ["We look the day before", ""], "owner": ["Who leads", ""]}
    told = page_text(browser.follow(browser.post(path, sent)))
    assert "Signed. It holds for a year, or until something happens." in told
    assert "Signed by Ruth on" in told
