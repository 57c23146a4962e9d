"""The leader's answers about a route: text to typed values, a sentence for each fault.

Steps, gates and seats are lists of rows with the same field names, so that rows can be added with
and without JavaScript; empty rows count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast, get_args

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.foundation.formats import distance
from community.foundation.text import clean_line, has_nul
from community.routes.assessment import Shape
from community.routes.line import HomeCut
from community.routes.route_facts import (
    SURFACE_CHOICES,
    Flight,
    Gate,
    RecceNote,
    RouteFacts,
    Seat,
    SurfaceChoice,
)
from community.routes.rules import Barrier
from community.routes.rules.along import Value

LONGEST_NAME = 80
LONGEST_PLACE = 120
LONGEST_NOTE = 500
MOST_ROWS = 200
MOST_STEPS = 2000
OLDEST_RECCE = timedelta(days=5 * 365)
EMPTY_ROWS = 2
WIDTHS = ("1.5", "1.2", "1.0", "0.9", "0.8")
LEANS = ("2", "3", "5", "8", "9")
BARRIERS: tuple[Barrier, ...] = get_args(Barrier)
HOMES: tuple[HomeCut, ...] = ("", "start", "end", "both")
YES_NO = {"yes": True, "no": False}
YES_NO_WORD = {True: "yes", False: "no", None: ""}

_NUMBER = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?)\s*(km|m)?", re.IGNORECASE)
NUMBER_OF_STEPS = re.compile(r"[0-9]{1,6}")  # longer ones Python refuses to read
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")


def metres(text: str) -> float | None:
    """Return the metres of "1400", "1,400", "1400 m" or "1.4 km"; None when it is no number."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = found[1], (found[2] or "").lower()
    if unit != "km" and _THOUSANDS.fullmatch(number):
        return float(number.replace(",", "").replace(".", ""))
    value = float(number.replace(",", "."))
    return value * 1000 if unit == "km" else value


@dataclass
class Answers:
    """What was sent, cleaned, and what is wrong with it.

    `values` holds the text of single fields, `rows` those of lists, to show the form again.
    """

    values: dict[str, str]
    rows: dict[str, list[dict[str, str]]]
    errors: dict[str, str] = field(default_factory=dict)
    name: str = ""
    about: str = ""
    facts: RouteFacts = field(default_factory=RouteFacts)
    recce: RecceNote | None = None
    shape: Shape = field(default_factory=Shape)


ROWS: dict[str, tuple[str, ...]] = {
    "steps": ("step_count", "step_at", "step_handrail"),
    "barriers": ("barrier_kind", "barrier_at"),
    "seats": ("seat_at", "seat_backrest"),
}
SINGLE = (
    "name",
    "about",
    "surface",
    "soft_m",
    "rough_m",
    "steps",
    "width",
    "width_at",
    "lean",
    "lean_at",
    "barriers",
    "seats",
    "toilets",
    "toilets_where",
    "walked_on",
    "measured",
    "recce_note",
    "home",
    "jumps",
)


QUICK = frozenset(
    {
        "steps:none",
        "surface:firm",
        "barriers:none",
        "seats:none",
        "toilets:yes",
        "toilets:no",
    }
)


def read_answers(
    form: MultiDict[str, str], length_m: float, today: date, track: int | None = None
) -> Answers:
    """Return the typed answers; `length_m` bounds places, `today` the day of a recce."""
    raw = {name: form.get(name, "") for name in SINGLE}
    if form.get("quick") in QUICK:
        name, _colon, answer = form["quick"].partition(":")
        raw[name] = answer
    answers = Answers({name: clean_line(text) for name, text in raw.items()}, _rows(form))
    reader = _Reader(answers, length_m)
    for name, text in raw.items():
        if has_nul(text):
            reader.fault(name, _("This text has characters in it that cannot be kept."))
    reader.read(today, track)
    return answers


def _rows(form: MultiDict[str, str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for group, names in ROWS.items():
        columns = [[clean_line(text) for text in form.getlist(name)][:MOST_ROWS] for name in names]
        count = max(len(column) for column in columns)
        rows = [
            {
                name: column[at] if at < len(column) else ""
                for name, column in zip(names, columns, strict=True)
            }
            for at in range(count)
        ]
        found[group] = [row for row in rows if any(row[name] for name in _telling(group))]
    return found


def _telling(group: str) -> tuple[str, ...]:
    """Return the fields that make a row count; a choice alone does not."""
    return {"seats": ("seat_at",), "steps": ("step_count", "step_at")}.get(group, ROWS[group])


class _Reader:
    """Turns the texts of `answers` into facts and notes the faults."""

    def __init__(self, answers: Answers, length_m: float) -> None:
        self.answers = answers
        self.values = answers.values
        self.length_m = length_m

    def fault(self, name: str, sentence: str) -> None:
        self.answers.errors.setdefault(name, sentence)

    def read(self, today: date, track: int | None) -> None:
        self.answers.name = self._line("name", LONGEST_NAME)
        self.answers.about = self._line("about", LONGEST_NOTE)
        toilets = YES_NO.get(self._choice("toilets", ("yes", "no")) or "")
        self.answers.facts = RouteFacts.said(
            surface=cast("SurfaceChoice | None", self._choice("surface", SURFACE_CHOICES)),
            soft_m=self._place("soft_m"),
            rough_m=self._place("rough_m"),
            steps=self._steps(),
            width_m=_number(self._choice("width", WIDTHS)),
            width_at_m=self._place("width_at"),
            cross_slope_pct=_number(self._choice("lean", LEANS)),
            cross_slope_at_m=self._place("lean_at"),
            barriers=self._barriers(),
            seats=self._seats(),
            toilets=toilets,
            toilets_where=self._line("toilets_where", LONGEST_PLACE) if toilets else "",
        )
        self.answers.recce = self._recce(today)
        self.answers.shape = Shape(
            track=track,
            jumps="longest" if self.values["jumps"] == "longest" else "keep",
            home=next((home for home in HOMES if home == self.values["home"]), ""),
        )

    def _line(self, name: str, longest: int) -> str:
        text = self.values[name]
        if len(text) > longest:
            self.fault(
                name,
                _(
                    "This is %(length)s characters long; %(longest)s fit. Shorten it a little.",
                    length=len(text),
                    longest=longest,
                ),
            )
        return text

    def _choice(self, name: str, known: tuple[str, ...]) -> str | None:
        chosen = self.values[name]
        if chosen in known:
            return chosen
        if chosen not in ("", "not_known"):
            self.fault(name, _("Choose one of the answers."))
        return None

    def _place(self, name: str, text: str | None = None, field_name: str = "") -> float | None:
        told = self.values[name] if text is None else text
        if not told:
            return None
        found = metres(told)
        if found is None:
            self.fault(field_name or name, _("Write a number of metres, such as 1400."))
        elif found > self.length_m + 50:
            self.fault(
                field_name or name,
                _("This is beyond the end of the route (%(end)s).", end=distance(self.length_m)),
            )
            return None
        return found

    def _some(self, name: str, missing: str) -> bool | None:
        """Return None for not known, False for none, True when rows say more."""
        chosen, rows = self.values[name], self.answers.rows[name]
        if chosen == "none":
            if rows:
                self.fault(name, _("You chose “none”, and some are listed. Choose one of the two."))
            return False
        if chosen == "some" and not rows:
            self.fault(name, missing)
            return None
        if chosen not in ("", "not_known", "some"):
            self.fault(name, _("Choose one of the answers."))
        return True if rows else None

    def _steps(self) -> tuple[Flight, ...] | None:
        some = self._some("steps", _("Say how many steps there are."))
        if not some:
            return None if some is None else ()
        flights = []
        for at, row in enumerate(self.answers.rows["steps"]):
            count = row["step_count"]
            if not NUMBER_OF_STEPS.fullmatch(count) or not 1 <= int(count) <= MOST_STEPS:
                self.fault(f"step_count-{at}", _("Write how many steps, as a whole number."))
                continue
            place = self._place("", row["step_at"], f"step_at-{at}")
            flights.append(Flight(int(count), place, YES_NO.get(row["step_handrail"])))
        return tuple(flights)

    def _barriers(self) -> tuple[Gate, ...] | None:
        some = self._some("barriers", _("Say what stands in the way."))
        if not some:
            return None if some is None else ()
        gates = []
        for at, row in enumerate(self.answers.rows["barriers"]):
            place = self._place("", row["barrier_at"], f"barrier_at-{at}")
            kind = next((kind for kind in BARRIERS if kind == row["barrier_kind"]), None)
            if kind is None:
                self.fault(f"barrier_kind-{at}", _("Choose what stands there."))
            else:
                gates.append(Gate(kind, place))
        return tuple(gates)

    def _seats(self) -> tuple[Seat, ...] | None:
        some = self._some("seats", _("Say where at least one seat is."))
        if not some:
            return None if some is None else ()
        seats = []
        for at, row in enumerate(self.answers.rows["seats"]):
            place = self._place("", row["seat_at"], f"seat_at-{at}")
            if place is not None:
                seats.append(Seat(place, YES_NO.get(row["seat_backrest"])))
        return tuple(sorted(seats, key=lambda seat: seat.at_m))

    def _recce(self, today: date) -> RecceNote | None:
        measured = self.values["measured"] == "yes"
        note = self._line("recce_note", LONGEST_NOTE)
        told = self.values["walked_on"]
        if not told:
            if measured or note:
                self.fault("walked_on", _("Say on which day you walked it."))
            return None
        walked_on = day_of_recce(told, today)
        if isinstance(walked_on, str):
            self.fault("walked_on", walked_on)
            return None
        return RecceNote(walked_on, measured, note)


def day_of_recce(text: str, today: date) -> date | str:
    """Return the day, or the sentence that says what is wrong with it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _("Write the day like 2026-05-02.")
    if day > today:
        return _("This day is still to come. Write the day on which you walked it.")
    if day < today - OLDEST_RECCE:
        return _("This is more than five years ago. Walk it again before you say how it is.")
    return day


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def answers_from(
    name: str,
    about: str,
    facts: RouteFacts,
    recce: RecceNote | None = None,
    shape: Shape | None = None,
) -> Answers:
    """Return known facts as the texts of the form."""
    steps, barriers, seats = facts.of("steps"), facts.of("barrier"), facts.of("seat")
    width = next(iter(facts.of("width")), None)
    lean = next(iter(facts.of("cross_slope")), None)
    toilets = bool(facts.of("toilets"))
    values = {
        "name": name,
        "about": about,
        "surface": facts.surface or "not_known",
        "soft_m": _text(facts.soft_m),
        "rough_m": _text(facts.rough_m),
        "steps": _state(steps, "steps" in facts.complete),
        "width": _width(width.value if width else None),
        "width_at": _text(width.at_m if width else None),
        "lean": _lean(lean.value if lean else None),
        "lean_at": _text(lean.at_m if lean else None),
        "barriers": _state(barriers, "barrier" in facts.complete),
        "seats": _state(seats, "seat" in facts.complete),
        "toilets": "yes" if toilets else "no" if "toilets" in facts.complete else "not_known",
        "toilets_where": facts.toilets_where,
        "walked_on": recce.walked_on.isoformat() if recce else "",
        "measured": "yes" if recce and recce.slopes_measured else "",
        "recce_note": recce.note if recce else "",
        "home": shape.home if shape else "",
        "jumps": shape.jumps if shape else "keep",
    }
    rows: dict[str, list[dict[str, str]]] = {
        "steps": [
            {
                "step_count": str(one.value),
                "step_at": _text(one.at_m),
                "step_handrail": one.detail,
            }
            for one in steps
        ],
        "barriers": [
            {"barrier_kind": str(one.value), "barrier_at": _text(one.at_m)} for one in barriers
        ],
        "seats": [
            {
                "seat_at": _text(one.at_m),
                "seat_backrest": YES_NO_WORD[cast("bool | None", one.value)],
            }
            for one in seats
        ],
    }
    return Answers(values, rows, name=name, about=about, facts=facts, recce=recce)


def _width(width_m: Value) -> str:
    if not isinstance(width_m, int | float):
        return "not_known"
    return next((choice for choice in WIDTHS if width_m >= float(choice)), WIDTHS[-1])


def _lean(slope_pct: Value) -> str:
    if not isinstance(slope_pct, int | float):
        return "not_known"
    return next((choice for choice in LEANS if slope_pct <= float(choice)), LEANS[-1])


def _state(rows: tuple[Any, ...], complete: bool) -> str:
    if rows:
        return "some"
    return "none" if complete else "not_known"


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def rows_to_show(answers: Answers) -> Mapping[str, list[dict[str, str]]]:
    """Return the rows of each list with a few empty ones behind them."""
    return {
        group: answers.rows[group] + [dict.fromkeys(names, "") for _n in range(EMPTY_ROWS)]
        for group, names in ROWS.items()
    }
