"""What the journal says on pages of lower features."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.accounts import exports
from community.foundation.parts import fills
from community.journal import queries
from community.journal.sheets import sheet_for_draft


@fills("today.drafts", order=20)
def drafts_on_today(subject: Any, viewer: Any) -> str:
    """The last walk to confirm with two taps, and the morning after yesterday's."""
    if viewer is None:
        return ""
    drafts = queries.drafts_of(viewer.id)
    morning = queries.walk_of_yesterday(viewer.id, subject.now)
    if not drafts and morning is None:
        return ""
    return render_template(
        "journal/today.html",
        sheet=sheet_for_draft(drafts[0], viewer, subject.now) if drafts else None,
        more=len(drafts) - 1,
        morning=morning,
    )


@exports("journal")
def own_logs(person_id: int) -> object:
    """The journal's share of a person's download."""
    return queries.all_of(person_id)
