"""What lies along a route as the rows of a form: one line each, its fields as texts. Pure.

A row of the map carries what it said when it was drawn (`was`): left as it is, it stays the map's.
Rows are complete in themselves, so that a form can be read without looking into the map again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from community.foundation.words import N_
from community.routes.knowledge import Known
from community.routes.rules.along import (
    ALONG_KINDS,
    AlongItem,
    AlongKind,
    Noted,
    Value,
    Verdict,
    same_thing,
)
from community.routes.rules.map_tags import items_of

# What can be there, as a choice says it: kind, or kind and what it is.
WHAT_WORDS: dict[str, str] = {
    "seat:yes": N_("Seat with a backrest"),
    "seat:no": N_("Seat without a backrest"),
    "seat": N_("Seat"),
    "steps:yes": N_("Steps with a handrail"),
    "steps:no": N_("Steps without a handrail"),
    "steps": N_("Steps"),
    "kerb:raised": N_("High kerb"),
    "kerb": N_("Kerb"),
    "kerb:lowered": N_("Lowered kerb"),
    "kerb:flush": N_("Kerb level with the street"),
    "width": N_("Narrow place"),
    "cross_slope": N_("Path leans sideways"),
    "surface:firm": N_("Firm ground"),
    "surface:semi": N_("Soft ground: soil, grass"),
    "surface:rough": N_("Rough ground: gravel, stones"),
    "barrier:gate": N_("Gate"),
    "barrier:bollard": N_("Bollard"),
    "barrier:kissing_gate": N_("Kissing gate"),
    "barrier:cycle_barrier": N_("Cycle barrier"),
    "barrier:turnstile": N_("Turnstile"),
    "barrier:stile": N_("Stile"),
    "barrier:ford": N_("Ford without a bridge"),
    "toilets": N_("Toilet"),
    "drinking_water": N_("Drinking water"),
    "cafe": N_("Café"),
    "shelter": N_("Shelter"),
    "parking": N_("Car park"),
    "stop": N_("Bus stop or station"),
    "exit": N_("Shortcut or way back"),
    "crossing": N_("Road to cross"),
    "danger": N_("Take care here"),
}
KIND_WORDS: dict[str, str] = {  # of what only the map names
    "surface": N_("Ground not known"),
    "barrier": N_("Something in the way"),
    "hiking": N_("Called a hiking path"),
}
STRETCHES = ("surface", "width", "cross_slope", "hiking", "steps")
SIZED = ("steps", "kerb", "width", "cross_slope")
PLACELESS = ("steps", "kerb", "barrier", "width", "cross_slope", "toilets")
FAR = ("drinking_water", "cafe", "shelter", "parking", "stop")  # folded: near the way, not on it
OSM_NAME = re.compile(r"((node|way|relation)/\d{1,20})?")
SHORT_GROUND_M = 30.0  # unknown ground shorter than this is not asked about [D]
WIDE_ENOUGH_M = 1.5  # a way this wide is no news for a leader [D]

FIELDS = ("what", "at", "to", "size", "note")
ROW_FIELDS = (*FIELDS, "verdict", "osm", "was", "about")


@dataclass(frozen=True)
class WayRow:
    """One row. `token` names its fields; `by_name`, `on`: which leader says it, since when."""

    token: str
    fields: Mapping[str, str] = field(default_factory=dict)
    by_name: str = ""
    on: date | None = None

    def __getattr__(self, name: str) -> str:
        if name in ROW_FIELDS:
            return self.fields.get(name, "")
        raise AttributeError(name)

    @property
    def kind(self) -> str:
        """What it is about."""
        return self.fields.get("what", "").partition(":")[0]

    @property
    def before(self) -> WayRow:
        """The row as the map told it; itself where it is a leader's."""
        if not self.is_mapped:
            return self
        return self.with_fields(
            **dict(zip(FIELDS, self.fields["was"].split("|", len(FIELDS) - 1), strict=False))
        )

    def with_fields(self, **told: str) -> WayRow:
        """Return the same row with other texts."""
        return replace(self, fields={**self.fields, **told})

    @property
    def is_mapped(self) -> bool:
        """Whether the map told it."""
        return bool(self.fields.get("was"))

    @property
    def is_changed(self) -> bool:
        """Whether a leader says something else than the map."""
        return self.is_mapped and self.told != self.fields["was"]

    @property
    def told(self) -> str:
        """What the fields say, as one text."""
        return "|".join(self.fields.get(name, "") for name in FIELDS)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in; a new row's choice alone counts for nothing."""
        return not self.is_mapped and not any(self.fields.get(name) for name in FIELDS)

    @property
    def is_ground(self) -> bool:
        """Whether it is a stretch of ground."""
        return self.kind == "surface"

    @property
    def is_far(self) -> bool:
        """Whether it lies near the way, not on it."""
        return self.kind in FAR

    @property
    def is_asked(self) -> bool:
        """Whether the map leaves it open."""
        if self.fields.get("what") != "surface" or not self.is_mapped:
            return False
        start, end = (float(self.fields.get(name) or 0.0) for name in ("at", "to"))
        return end - start >= SHORT_GROUND_M


def what_of(kind: AlongKind, value: Value, detail: str) -> str:
    """Return the choice that says a thing."""
    told = {
        "seat": {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else "",
        "surface": value if isinstance(value, str) else "",
        "barrier": value if isinstance(value, str) else "",
        "hiking": value if isinstance(value, str) else "",
        "steps": detail,
        "kerb": detail,
    }.get(kind, "")
    return f"{kind}:{told}" if told else kind


def value_of(what: str, size: float | None) -> tuple[AlongKind | None, Value, str]:
    """Return kind, value and detail of a choice with its number."""
    kind, _colon, told = what.partition(":")
    if kind not in ALONG_KINDS:
        return None, None, ""
    if kind == "seat":
        return kind, {"yes": True, "no": False}.get(told), ""
    if kind in ("surface", "barrier", "hiking"):
        return cast(AlongKind, kind), told or None, ""
    if kind == "kerb":
        return kind, None if size is None else size / 100.0, told
    return cast(AlongKind, kind), size, told


def rows_of(known: Known, names: Mapping[int, str]) -> list[WayRow]:
    """Return what is known along the way as rows, by distance; then what has no place."""
    said = [one for one in known.said.noted if not _is_whole(one, known)]
    left = list(enumerate(items_of(known.mapped)))
    rows: list[WayRow] = []
    for number, one in enumerate(said):
        row = WayRow(f"s{number}", _fields(one), names.get(one.by or 0, ""), one.on)
        same = same_thing(one, [item for _index, item in left])
        if same is not None:
            index = next(index for index, item in left if item is same)
            left = [pair for pair in left if pair[0] != index]
            told = {**_fields(one), "was": _told(same), "osm": same.osm}
            if one.verdict != "there":
                told |= {name: text for name, text in _fields(same).items() if name in FIELDS}
            row = replace(row, token=f"m{index}", fields=told)
        rows.append(row)
    painted = [one for one in said if one.kind == "surface" and one.to_m is not None]
    rows += [
        WayRow(f"m{index}", {**_fields(item), "was": _told(item)})
        for index, item in left
        if _is_worth_a_row(item, known, painted)
    ]
    return sorted(rows, key=lambda row: (not row.at, float(row.at or 0.0), row.kind))


def _is_whole(one: Noted, known: Known) -> bool:
    """Whether the questions about the whole way ask for it, so that it needs no row."""
    if one.kind in ("width", "cross_slope") and one.kind in known.said.complete:
        return known.said.of(one.kind)[0] is one
    return one.kind == "toilets" and one.at_m is None


def _is_worth_a_row(item: AlongItem, known: Known, painted: Sequence[Noted]) -> bool:
    if item.kind in known.said.complete:
        return False
    if item.kind == "width" and isinstance(item.value, float) and item.value >= WIDE_ENOUGH_M:
        return False
    return not any(
        item.kind == "surface"
        and (top.at_m or 0.0) <= item.at_m + 1.0
        and (top.to_m or 0.0) >= (item.to_m or 0.0) - 1.0
        for top in painted
    )


def _fields(one: AlongItem | Noted) -> dict[str, str]:
    verdict = one.verdict if isinstance(one, Noted) and one.verdict != "there" else ""
    name = one.value if one.kind in (*FAR, "toilets") and isinstance(one.value, str) else ""
    return {
        "what": what_of(one.kind, one.value, one.detail),
        "at": _metres(one.at_m),
        "to": _metres(one.to_m),
        "size": _size(one),
        "note": one.note or name,
        "osm": one.osm,
        "verdict": verdict,
        "about": one.detail if one.kind == "surface" else "",
    }


def _told(item: AlongItem) -> str:
    return WayRow("", _fields(item)).told


def _size(one: AlongItem | Noted) -> str:
    if one.kind not in SIZED or isinstance(one.value, bool) or one.value is None:
        return ""
    value = float(one.value) * (100.0 if one.kind == "kerb" else 1.0)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def noted_of(row: WayRow, at_m: float | None, to_m: float | None, size: float | None) -> Noted:
    """Return what a filled row says; `what` must be a known choice."""
    kind, value, detail = value_of(row.what, size)
    verdict = row.verdict if row.verdict in ("right", "gone") else "there"
    told: dict[str, Any] = {"at_m": at_m, "to_m": to_m, "note": row.note, "osm": row.osm}
    return Noted(
        cast(AlongKind, kind),
        value=value,
        detail=detail,
        verdict=cast(Verdict, "there" if row.is_changed and verdict == "right" else verdict),
        **told,
    )
