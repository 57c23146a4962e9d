"""A route walked the other way, from what is kept of it: nothing is measured or fitted again.

backcare.md 2.4: "reverse the segment list and the signs, do not re-run section 3". Both grades are
kept; places along the way become length minus place, what rises falls, left is right. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from community.places.rules import metres_per_degree
from community.places.rules.map_facts import MapFacts
from community.routes.line import pack, unpack
from community.routes.queries import RoutePage
from community.routes.route_facts import RouteFacts
from community.routes.rules import Tag
from community.routes.rules.along import AlongItem, Noted
from community.routes.rules.drawing import distance_ticks

OTHER_SIDE = {"left": "right", "right": "left"}


def turned_page(page: RoutePage) -> RoutePage:
    """Return the page of a route as walked the other way."""
    length, found = page.found["length_m"], turned_found(page.found)
    forward = found["grade"]["forward"] if found["grade"] else None
    card = replace(
        page.card,
        letter=forward["letter"] if forward else None,
        shown_letter=forward["shown_letter"] if forward else None,
        deciding=forward["deciding"] if forward else None,
        tags=tuple(Tag(name, value) for name, value in forward["tags"]) if forward else (),
        ascent_m=page.card.descent_m,
        descent_m=page.card.ascent_m,
        start_lat=found["start"][0],
        start_lon=found["start"][1],
    )
    return replace(
        page,
        card=card,
        found=found,
        facts=turned_facts(page.facts, length),
        along=turned_along(page.along, length),
        is_turned=not page.is_turned,
    )


def turned_line(packed: bytes) -> bytes:
    """Return a packed line from its end to its start."""
    track = unpack(packed)
    starts = track.points - np.array([end for _, end in track.bounds()], dtype=np.int64)[::-1]
    return pack(
        replace(
            track,
            latitudes=track.latitudes[::-1],
            longitudes=track.longitudes[::-1],
            heights_m=track.heights_m[::-1],
            times=track.times[::-1],
            segment_starts=starts,
            segment_tracks=track.segment_tracks[::-1],
        )
    )


def turned_found(found: dict[str, Any]) -> dict[str, Any]:
    """Return an inspection (see `assessment.assess`) as walked the other way."""
    length, grade, profile = found["length_m"], found["grade"], found["profile"]
    told = {
        **found,
        "ascent_m": found["descent_m"],
        "descent_m": found["ascent_m"],
        "start": list(place_at(found, length)),
        "drawn": _turned_line(found["drawn"], length),
        "grade": None if grade is None else _turned_grade(grade),
        "profile": None if profile is None else _turned_profile(profile, length),
    }
    if told.get("map"):
        told["map"] = turned_map(MapFacts.from_json(told["map"])).as_json()
    return told


def place_at(found: dict[str, Any], at_m: float) -> tuple[float, float]:
    """Return (latitude, longitude) at a distance along the drawn line, to a few metres."""
    drawn = found["drawn"]
    first = drawn[0]
    north_m, east_m = metres_per_degree(found["start"][0])
    before, after = drawn[0], drawn[-1]
    for start, end in pairwise(drawn):
        before, after = start, end
        if end[2] >= at_m:
            break
    step = after[2] - before[2]
    share = min(max((at_m - before[2]) / step, 0.0), 1.0) if step > 0 else 0.0
    east = before[0] + (after[0] - before[0]) * share - first[0]
    north = before[1] + (after[1] - before[1]) * share - first[1]
    lon = found["start"][1] + east / float(east_m)
    return (
        round(found["start"][0] + north / float(north_m), 6),
        round((lon + 180.0) % 360.0 - 180.0, 6),
    )


def _turned_line(drawn: list[list[float]], length: float) -> list[list[float]]:
    """Reverse [east, north, along, band]; the band of a step stands at the point it starts from."""
    last = len(drawn) - 1
    return [
        [drawn[at][0], drawn[at][1], round(length - drawn[at][2], 1), drawn[max(at - 1, 0)][3]]
        for at in range(last, -1, -1)
    ]


def _turned_grade(grade: dict[str, Any]) -> dict[str, Any]:
    other = {"forward": "backward", "backward": "forward", None: None}
    return {
        **grade,
        "forward": grade["backward"],
        "backward": grade["forward"],
        "friendlier": other[grade["friendlier"]],
    }


def _turned_profile(profile: dict[str, Any], length: float) -> dict[str, Any]:
    steep = profile["steepest"]
    return {
        **profile,
        "drawing": _turned_drawing(profile["drawing"], length),
        "steepest": None if steep is None else _turned_steepest(steep, length),
        "sentence": _turned_sentence(profile["sentence"], length),
    }


def _turned_steepest(steep: dict[str, Any], length: float) -> dict[str, Any]:
    return {
        **steep,
        "at_m": round(length - steep["at_m"] - steep["length_m"], 1),
        "slope_pct": -steep["slope_pct"],
    }


def _turned_sentence(sentence: dict[str, Any], length: float) -> dict[str, Any]:
    values = dict(sentence["values"])
    values["up"], values["down"] = values["down"], values["up"]
    if "place" in values:
        at = length - values["place"][0] - values["stretch"][0]
        values["place"] = [at, values["place"][1]]
    return {**sentence, "values": values}


def _turned_drawing(drawing: dict[str, Any], length: float) -> dict[str, Any]:
    frame, steep = drawing["frame"], drawing["steepest"]
    edges = frame["left"] + frame["width"] - frame["right"]

    def mirrored(spans: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**span, "from_x": edges - span["to_x"], "to_x": edges - span["from_x"]}
            for span in spans
        ][::-1]

    return {
        **drawing,
        "ticks": ticks(frame, length, 1000.0),
        "line": [[[edges - x, y] for x, y in part][::-1] for part in drawing["line"]][::-1],
        "bands": mirrored(drawing["bands"]),
        "blanks": mirrored(drawing.get("blanks", [])),
        "steepest": None
        if steep is None
        else {**_turned_steepest(steep, length), "x": edges - steep["x"]},
        "seats": [edges - x for x in drawing["seats"]][::-1],
        "rows": [_turned_row(row, length) for row in reversed(drawing["rows"])],
    }


def ticks(frame: dict[str, Any], length: float, unit_m: float) -> list[dict[str, float]]:
    """Return the marks of the axis of distance in a drawing's frame, at round numbers."""
    wide = frame["width"] - frame["left"] - frame["right"]
    return [
        {"distance_m": at, "x": frame["left"] + wide * at / length}
        for at in distance_ticks(length, unit_m)
    ]


def _turned_row(row: dict[str, Any], length: float) -> dict[str, Any]:
    seats = row["seats"]
    return {
        **row,
        "from_m": max(0.0, length - row["to_m"]),
        "to_m": length - row["from_m"],
        "up_m": row["down_m"],
        "down_m": row["up_m"],
        "steepest_pct": -row["steepest_pct"] if row["steepest_pct"] else 0.0,
        "seats": None if seats is None else [length - seat for seat in reversed(seats)],
    }


def turned_facts(facts: RouteFacts, length: float) -> RouteFacts:
    """Return what leaders said, places counted from the other end."""

    def turned(one: Noted) -> Noted:
        if one.at_m is None:
            return one
        start = max(0.0, length - (one.at_m if one.to_m is None else one.to_m))
        return replace(one, at_m=start, to_m=None if one.to_m is None else length - one.at_m)

    return replace(facts, noted=tuple(turned(one) for one in facts.noted))


def turned_along(items: Iterable[AlongItem], length: float) -> tuple[AlongItem, ...]:
    """Return what lies along the way, the last thing first, and on the other side."""
    turned = [
        replace(
            item,
            at_m=length - (item.at_m if item.to_m is None else item.to_m),
            to_m=None if item.to_m is None else length - item.at_m,
            side=OTHER_SIDE.get(item.side, item.side),
        )
        for item in items
    ]
    return tuple(sorted(turned, key=lambda item: item.at_m))


def turned_map(told: MapFacts) -> MapFacts:
    """Return what the map says along the line, as walked the other way."""
    length = told.length_m

    def placed(things: Any, **changes: Any) -> Any:
        return tuple(
            replace(
                thing,
                at_m=length - thing.at_m,
                **{name: change(getattr(thing, name)) for name, change in changes.items()},
            )
            for thing in reversed(things)
        )

    return replace(
        told,
        stretches=tuple(
            replace(
                one,
                from_m=length - one.to_m,
                to_m=length - one.from_m,
                incline_pct=None if one.incline_pct is None else -one.incline_pct,
            )
            for one in reversed(told.stretches)
        ),
        barriers=placed(told.barriers),
        kerbs=placed(told.kerbs),
        seats=placed(told.seats, side=lambda side: OTHER_SIDE.get(side, side)),
        places=placed(told.places),
    )
