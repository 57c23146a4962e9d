"""Leaders share some routes, write down what could go wrong; one finds that hers has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.demo.actions.stage import Stage
from community.demo.rules.risks import FOUND, REPORTS, RISKS, SHARED, Report, Risk
from community.foundation.settings import Settings
from community.places import height_model, map_of
from community.routes import (
    Hazard,
    Noted,
    Route,
    add_noted,
    report_condition,
    share_route,
    sign_risk_assessment,
)

A_DAY = timedelta(days=1)


def share(stage: Stage) -> None:
    """Let leaders of other groups plan on three routes."""
    for key, who in SHARED.items():
        route = Route.get_by_id(stage.routes[key])
        stage.do(
            stage.now - 10 * A_DAY,
            lambda now, route=route, who=who: share_route(  # type: ignore[misc]
                stage.people[who], route.id, route.version, "everyone", now
            ),
        )


def assess_risks(stage: Stage) -> None:
    """Sign two risk assessments: one holds, one was due a while ago."""
    for risk in RISKS:

        def sign(now: datetime, risk: Risk = risk) -> None:
            sign_risk_assessment(
                stage.people[risk.by],
                stage.routes[risk.route],
                0,
                [Hazard(*row) for row in risk.rows],
                f"demo-risk-{risk.route}",
                stage.today - risk.days_ago * A_DAY,
                now,
            )

        stage.do(stage.now - risk.days_ago * A_DAY, sign)


def report_the_way(stage: Stage) -> None:
    """Let walkers tell what they met: mud a few days ago, a bench that is gone since long."""
    for told in REPORTS:

        def report(now: datetime, told: Report = told) -> None:
            report_condition(
                stage.people[told.by],
                stage.routes[told.route],
                f"demo-report-{told.route}",
                told.kind,
                told.at_m,
                told.note,
                now,
            )

        stage.later(stage.now - told.days_ago * A_DAY, report)


def find_a_change(stage: Stage, settings: Settings) -> None:
    """Let a leader note a new gate on a route that walks are planned on."""
    key, who, gate, at_m, note = FOUND
    heights, mapped = height_model(settings), map_of(settings)
    found = Noted("barrier", at_m, value=gate, note=note)

    def add(now: datetime) -> None:
        day = stage.today - 7 * A_DAY
        add_noted(stage.people[who], stage.routes[key], [found], day, now, heights, mapped)

    stage.do(stage.now - 7 * A_DAY, add)
