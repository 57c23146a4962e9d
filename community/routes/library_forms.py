"""What leaders write about risks and checks: text to typed values, a sentence for each fault."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.foundation.text import clean_line, has_nul
from community.routes.rules.recce import CHECKLIST, LONGEST_NOTE
from community.routes.rules.risk import LONGEST_ENTRY, MOST_HAZARDS, Hazard

RISK_FIELDS = ("hazard", "who", "control", "owner")
EMPTY_ROWS, LEAST_ROWS = 2, 4
LONGEST_WHAT = 500
LONGEST_AGO = timedelta(days=5 * 365)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_checklist(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what a leader looked at; a note alone says that she looked. Nothing is refused."""
    told: dict[str, Any] = {}
    for name, _label, _question in CHECKLIST:
        text = form.get(f"check_{name}_note", "")
        note = "" if has_nul(text) else clean_line(text)[:LONGEST_NOTE]
        if note or form.get(f"check_{name}", "") == "yes":
            told[name] = {"seen": True, "note": note}
    return told


@dataclass
class RiskAnswers:
    """The rows as they were sent, to show the form again, and what is wrong with them."""

    rows: list[dict[str, str]]
    hazards: list[Hazard] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rows_to_show(self) -> list[dict[str, str]]:
        """The rows with a few empty ones behind them."""
        empty = max(EMPTY_ROWS, LEAST_ROWS - len(self.rows))
        return self.rows + [dict.fromkeys(RISK_FIELDS, "") for _n in range(empty)]


def read_risks(form: MultiDict[str, str]) -> RiskAnswers:
    """Return the rows of a risk assessment; empty ones count for nothing."""
    columns = {name: form.getlist(name)[: MOST_HAZARDS + 1] for name in RISK_FIELDS}
    count = max(map(len, columns.values()), default=0)
    rows = [{name: _at(columns[name], number) for name in RISK_FIELDS} for number in range(count)]
    rows = [row for row in rows if any(_is_written(text) for text in row.values())]
    answers = RiskAnswers([{n: clean_line(t) for n, t in row.items()} for row in rows])
    if not rows:
        answers.errors["hazard-0"] = _("Name at least one thing that could go wrong.")
    if len(rows) > MOST_HAZARDS:
        answers.errors["hazard-0"] = _("These are more than %(most)s rows.", most=MOST_HAZARDS)
    for number, raw in enumerate(rows):
        _check_row(answers, number, raw)
    if not answers.errors:
        answers.hazards = [Hazard(**row) for row in answers.rows]
    return answers


def _at(values: list[str], number: int) -> str:
    return values[number] if number < len(values) else ""


def _is_written(text: str) -> bool:
    """Whether somebody wrote something: more than blanks and marks that nobody sees."""
    return has_nul(text) or any(c.isprintable() and not c.isspace() for c in text)


def _check_row(answers: RiskAnswers, number: int, raw: dict[str, str]) -> None:
    missing = {
        "hazard": _("Say what could go wrong."),
        "who": _("Say who might be harmed."),
        "control": _("Say what is done about it."),
        "owner": _("Say who sees to it."),
    }
    for name, sentence in missing.items():
        text = answers.rows[number][name]
        if has_nul(raw[name]):
            answers.errors[f"{name}-{number}"] = _(
                "This text has characters in it that cannot be kept."
            )
        elif not any(c.isalnum() for c in text):
            answers.errors[f"{name}-{number}"] = sentence
        elif len(text) > LONGEST_ENTRY:
            answers.errors[f"{name}-{number}"] = _(
                "This is longer than %(most)s letters.", most=LONGEST_ENTRY
            )


@dataclass
class IncidentAnswers:
    """What happened, as it was typed, and what is wrong with it."""

    values: dict[str, str]
    happened_on: date | None = None
    what: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def read_incident(form: MultiDict[str, str], today: date) -> IncidentAnswers:
    """Return what happened on which day."""
    day, what = clean_line(form.get("happened_on", "")), form.get("what", "")
    answers = IncidentAnswers({"happened_on": day, "what": clean_line(what)})
    answers.what = answers.values["what"]
    try:
        answers.happened_on = date.fromisoformat(day) if ISO_DAY.fullmatch(day) else None
    except ValueError:
        answers.happened_on = None
    if not day:
        answers.errors["happened_on"] = _("Say on which day it happened.")
    elif answers.happened_on is None:
        answers.errors["happened_on"] = _("This day does not exist. Choose another one.")
    elif not today - LONGEST_AGO <= answers.happened_on <= today:
        answers.errors["happened_on"] = _("Choose a day that is over, within five years.")
    if has_nul(what):
        answers.errors["what"] = _("This text has characters in it that cannot be kept.")
    elif not any(c.isalnum() for c in answers.what):
        answers.errors["what"] = _("Say in a few words what happened.")
    elif len(answers.what) > LONGEST_WHAT:
        answers.errors["what"] = _("This is longer than %(most)s letters.", most=LONGEST_WHAT)
    return answers
