"""The leader's answers about a route: text to typed values, a sentence for each fault.

What lies along the way are rows (`way_rows`), each with its own token behind the names of its
fields, so that rows can be added with and without JavaScript; empty rows count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.foundation.formats import distance
from community.foundation.text import clean_line, has_nul
from community.routes.assessment import Shape
from community.routes.knowledge import Known
from community.routes.line import HomeCut
from community.routes.route_facts import (
    SURFACE_CHOICES,
    RecceNote,
    RouteFacts,
    SurfaceChoice,
)
from community.routes.rules.along import AlongKind, Noted, Value
from community.routes.way_rows import (
    OSM_NAME,
    PLACELESS,
    ROW_FIELDS,
    SIZED,
    STRETCHES,
    WHAT_WORDS,
    WayRow,
    noted_of,
    rows_of,
    value_of,
)

LONGEST_NAME = 80
LONGEST_PLACE = 120
LONGEST_NOTE = 500
MOST_ROWS = 400
OLDEST_RECCE = timedelta(days=5 * 365)
EMPTY_ROWS = 3
WIDTHS = ("1.5", "1.2", "1.0", "0.9", "0.8")
LEANS = ("2", "3", "5", "8", "9")
WORST: tuple[AlongKind, AlongKind] = ("width", "cross_slope")
MOST_SIZE = {"steps": 2000, "kerb": 100, "width": 20, "cross_slope": 45}
SIZE = re.compile(r"\d{1,4}(\.\d{1,3})?")
HOMES: tuple[HomeCut, ...] = ("", "start", "end", "both")
YES_NO = {"yes": True, "no": False}

_NUMBER = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?)\s*(km|m)?", re.IGNORECASE)
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

    `values` holds the text of single fields, `rows` what lies along the way, to show the form
    again.
    """

    values: dict[str, str]
    rows: list[WayRow]
    errors: dict[str, str] = field(default_factory=dict)
    name: str = ""
    about: str = ""
    facts: RouteFacts = field(default_factory=RouteFacts)
    recce: RecceNote | None = None
    shape: Shape = field(default_factory=Shape)


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


QUICK = re.compile(
    r"(steps|barriers|seats):none|surface:firm|toilets:(yes|no)|what-m\d{1,4}:surface:(firm|semi|rough)"
)
ANSWERS: dict[str, AlongKind] = {"steps": "steps", "barriers": "barrier", "seats": "seat"}
TOKEN = re.compile(r"[msn]\d{1,4}")


def read_answers(
    form: MultiDict[str, str], length_m: float, today: date, track: int | None = None
) -> Answers:
    """Return the typed answers; `length_m` bounds places, `today` the day of a recce."""
    raw = {name: form.get(name, "") for name in SINGLE}
    quick = form.get("quick", "")
    name, _colon, answer = quick.partition(":") if QUICK.fullmatch(quick) else ("", "", "")
    if name in raw:
        raw[name] = answer
    rows = _rows(form, {name: answer})
    answers = Answers({name: clean_line(text) for name, text in raw.items()}, rows)
    reader = _Reader(answers, length_m)
    for name, text in raw.items():
        if has_nul(text):
            reader.fault(name, _("This text has characters in it that cannot be kept."))
    reader.read(today, track)
    return answers


def _rows(form: MultiDict[str, str], quick: Mapping[str, str]) -> list[WayRow]:
    found: dict[str, WayRow] = {}
    for token in form.getlist("row")[:MOST_ROWS]:
        if TOKEN.fullmatch(token):
            named = {name: f"{name}-{token}" for name in ROW_FIELDS}
            texts = {name: quick.get(key, form.get(key, "")) for name, key in named.items()}
            texts["osm"] = texts["osm"] if OSM_NAME.fullmatch(texts["osm"]) else ""
            row = WayRow(token, {name: clean_line(text) for name, text in texts.items()})
            # Ground that the map does not know has no answer marked, and sends none.
            found[token] = row if row.what else row.with_fields(what=row.before.what)
    return [row for row in found.values() if not row.is_empty]


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
        self.complete: set[AlongKind] = set()
        whole = [*self._worst("width", "width"), *self._worst("cross_slope", "lean")]
        whole += self._toilets()
        noted = [one for row in self.answers.rows for one in self._row(row)]
        self._are_all_named(noted)
        self.answers.facts = RouteFacts(
            surface=cast("SurfaceChoice | None", self._choice("surface", SURFACE_CHOICES)),
            soft_m=self._place("soft_m"),
            rough_m=self._place("rough_m"),
            noted=(*whole, *noted),
            complete=frozenset(self.complete),
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

    def _worst(self, kind: AlongKind, name: str) -> list[Noted]:
        """Return the narrowest width or the strongest lean of the whole way."""
        value = _number(self._choice(name, WIDTHS if name == "width" else LEANS))
        at_m = self._place(f"{name}_at")
        if value is None:
            return []
        self.complete.add(kind)
        return [Noted(kind, at_m, value=value)]

    def _toilets(self) -> list[Noted]:
        there = YES_NO.get(self._choice("toilets", ("yes", "no")) or "")
        if there is False:
            self.complete.add("toilets")
        where = self._line("toilets_where", LONGEST_PLACE)
        return [Noted("toilets", note=where)] if there else []

    def _row(self, row: WayRow) -> list[Noted]:
        """Return what a row says: nothing where it is left as the map has it."""
        if row.is_mapped and not row.is_changed and row.verdict not in ("right", "gone"):
            return []
        before = row.before
        if row.verdict == "gone":
            return [noted_of(before, *self._figures(before))] if row.osm else []
        token = row.token
        is_known = row.what in WHAT_WORDS or (row.osm and row.what == before.what)
        if not is_known or value_of(row.what, None)[0] is None:
            self.fault(f"what-{token}", _("Choose what is there."))
            return []
        at_m, to_m, size = self._figures(row)
        self._check(row, at_m, to_m, size)
        if row.kind == before.kind or not row.is_mapped:
            return [noted_of(row, at_m, to_m, size)]
        gone = before.with_fields(verdict="gone")
        return [
            noted_of(gone, *self._figures(gone)),
            noted_of(row.with_fields(osm="", was=""), at_m, to_m, size),
        ]

    def _figures(self, row: WayRow) -> tuple[float | None, float | None, float | None]:
        token = row.token
        at_m = self._place("", row.at, f"at-{token}")
        to_m = self._place("", row.to, f"to-{token}") if row.kind in STRETCHES else None
        return at_m, to_m, self._size(row) if row.kind in SIZED else None

    def _size(self, row: WayRow) -> float | None:
        name, text = f"size-{row.token}", row.size.replace(",", ".")
        if not text:
            return None
        if not SIZE.fullmatch(text):
            self.fault(name, _("Write a number, such as 12."))
            return None
        size, most = float(text), MOST_SIZE[row.kind]
        if size > most or (row.kind == "steps" and (size < 1 or size != int(size))):
            words = {
                "steps": _("Write how many steps, as a whole number."),
                "width": _("Write the width in metres, such as 0.8."),
                "kerb": _("Write the height in centimetres, such as 12."),
            }
            self.fault(name, words.get(row.kind, _("Write the lean in per cent, such as 3.")))
            return None
        return int(size) if row.kind == "steps" else size

    def _check(
        self, row: WayRow, at_m: float | None, to_m: float | None, size: float | None
    ) -> None:
        token = row.token
        if len(row.note) > LONGEST_PLACE:
            self.fault(f"note-{token}", _("This is too long. Shorten it a little."))
        if at_m is None and row.kind not in PLACELESS:
            self.fault(f"at-{token}", _("Say how many metres from the start it is."))
        if row.kind == "surface" and to_m is None:
            self.fault(f"to-{token}", _("Say where this ground ends."))
        if at_m is not None and to_m is not None and to_m < at_m:
            self.fault(f"to-{token}", _("This is before where it begins."))
        if size is None and row.kind in ("steps", "width", "cross_slope"):
            self.fault(f"size-{token}", _("Say how many, how wide or how much, as a number."))
        if row.kind == "danger" and not row.note:
            self.fault(f"note-{token}", _("Say in a few words what to take care of."))

    def _are_all_named(self, noted: list[Noted]) -> None:
        """Read "none" and "these are all", which say that nothing more is there than the rows."""
        missing = {
            "steps": _("Say how many steps there are."),
            "barriers": _("Say what stands in the way."),
            "seats": _("Say where at least one seat is."),
        }
        for name, kind in ANSWERS.items():
            rows = [row for row in self.answers.rows if row.kind == kind and row.verdict != "gone"]
            said = [one for one in noted if one.kind == kind and one.verdict != "gone"]
            chosen = self._choice(name, ("none", "some"))
            if chosen == "none" and said:
                self.fault(name, _("You chose “none”, and some are listed. Choose one of the two."))
            if chosen == "some" and not rows:
                self.fault(name, missing[name])
            if chosen is not None:
                self.complete.add(kind)
            if chosen == "some":
                left = [row for row in rows if row.is_mapped and not self._row(row)]
                noted += [
                    noted_of(row.with_fields(verdict="right"), *self._figures(row)) for row in left
                ]

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
    known: Known | None = None,
    names: Mapping[int, str] | None = None,
) -> Answers:
    """Return known facts as the texts of the form; `known`: with what the map says."""
    known = Known(facts, None, 0.0) if known is None else known
    width, lean = (
        next(iter(facts.of(kind) if kind in facts.complete else ()), None) for kind in WORST
    )
    toilets = any(one.at_m is None for one in facts.of("toilets"))
    values = {
        "name": name,
        "about": about,
        "surface": facts.surface or "not_known",
        "soft_m": _text(facts.soft_m),
        "rough_m": _text(facts.rough_m),
        "width": _width(width.value if width else None),
        "width_at": _text(width.at_m if width else None),
        "lean": _lean(lean.value if lean else None),
        "lean_at": _text(lean.at_m if lean else None),
        "toilets": "yes" if toilets else "no" if "toilets" in facts.complete else "not_known",
        "toilets_where": facts.toilets_where,
        "walked_on": recce.walked_on.isoformat() if recce else "",
        "measured": "yes" if recce and recce.slopes_measured else "",
        "recce_note": recce.note if recce else "",
        "home": shape.home if shape else "",
        "jumps": shape.jumps if shape else "keep",
    }
    for question, kind in ANSWERS.items():
        values[question] = _state(facts.of(kind), kind in facts.complete)
    rows = rows_of(known, names or {})
    return Answers(values, rows, name=name, about=about, facts=facts, recce=recce)


def _width(width_m: Value) -> str:
    if not isinstance(width_m, int | float):
        return "not_known"
    return next((choice for choice in WIDTHS if width_m >= float(choice)), WIDTHS[-1])


def _lean(slope_pct: Value) -> str:
    if not isinstance(slope_pct, int | float):
        return "not_known"
    return next((choice for choice in LEANS if slope_pct <= float(choice)), LEANS[-1])


def _state(rows: tuple[Noted, ...], complete: bool) -> str:
    if not complete:
        return "not_known"
    return "some" if rows else "none"


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def rows_to_show(answers: Answers) -> list[WayRow]:
    """Return the rows with a few empty ones behind them."""
    taken = {row.token for row in answers.rows}
    fresh = (token for number in range(MOST_ROWS) if (token := f"n{number}") not in taken)
    return [*answers.rows, *(WayRow(next(fresh)) for _n in range(EMPTY_ROWS))]
