"""From a kept line and what a leader said to everything that pages show. Pure, and slow enough
to belong off the loop: call it with `off_the_loop`.

The result is plain JSON, stored with the route, so that no page grades anything again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Protocol, cast

import numpy as np

from community.places.rules import distance_m, plane_metres
from community.places.rules.map_facts import MapFacts, MapLookup
from community.routes.knowledge import Known
from community.routes.line import (
    HOME_CUT_M,
    HomeCut,
    jumps_of,
    longest_part,
    pack,
    shortened,
    unpack,
)
from community.routes.route_facts import RecceNote, RouteFacts
from community.routes.rules import (
    Confidence,
    Criterion,
    CriterionResult,
    DirectionGrade,
    Facts,
    Frame,
    Grade,
    HeightLookup,
    Inspection,
    Profile,
    Quantity,
    Sentence,
    Track,
    band_of,
    draw_profile,
    inspect_track,
    profile_sentence,
)
from community.routes.rules.drawing import BAND_NAMES
from community.routes.rules.library import filter_columns
from community.routes.rules.line import pieces_of
from community.routes.rules.profile import Incline
from community.routes.rules.slope import longest_descent, steepest
from community.routes.rules.sources import (
    DISAGREEMENT_LIMIT_M,
    GAP_SHARE_LIMIT,
    is_open_ground,
)
from community.routes.rules.track import Floats
from community.routes.rules.wishes import Wish, better_letters, wishes_of

LOOP_ENDS_WITHIN_M = 60.0  # start and end this near, and not out and back: a loop [D]
PHONE_FRAME = Frame(width=396, height=180)  # components/profile_chart.html
MOST_DRAWN_POINTS = 240  # of the sketch; more cannot be seen on a phone [D]


class Heights(Protocol):
    """What is needed of the loaded heights: a model for a line, the best that knows it."""

    def for_line(self, lats: Floats, lons: Floats) -> HeightLookup | None:
        """Return the best height model under the line, None where none knows it."""


@dataclass(frozen=True)
class Shape:
    """Which part of a file's line is the route: one track or all, jumps, homes left out."""

    track: int | None = None  # None: all tracks of the file, one after the other
    jumps: Literal["keep", "longest"] = "keep"
    home: HomeCut = ""


def shaped(packed: bytes, shape: Shape) -> bytes:
    """Return the line that is left after the choices, packed. Nothing cut off is kept."""
    return pack(_shaped_track(unpack(packed), shape))


def _shaped_track(track: Track, shape: Shape) -> Track:
    if shape.track is not None and 0 <= shape.track < len(track.track_names):
        track = track.only(shape.track)
    if shape.jumps == "longest":
        track = longest_part(track)
    return shortened(track, shape.home)


def start_moved_m(packed: bytes, before: Shape, after: Shape) -> float:
    """Return by how much places along the line change when its start moves with the shape."""
    whole = unpack(packed)
    return _left_out_m(whole, before) - _left_out_m(whole, after)


def _left_out_m(track: Track, shape: Shape) -> float:
    """Return the metres left out at the start, as `line.shortened` does."""
    if shape.home not in ("start", "both"):
        return 0.0
    uncut = _shaped_track(track, replace(shape, home=""))
    cuts = 2 if shape.home == "both" else 1
    return HOME_CUT_M if uncut.length_m > HOME_CUT_M * (cuts + 1) else 0.0


def tracks_of(packed: bytes) -> list[dict[str, Any]]:
    """Return name, points and length of each track of a file, for "which one is the walk?"."""
    track = unpack(packed)
    told = []
    for number in sorted({int(n) for n in track.segment_tracks}):
        one = track.only(number)
        name = track.track_names[number] if number < len(track.track_names) else ""
        told.append({"number": number, "name": name, "length_m": round(one.length_m)})
    return told


def assess(
    packed: bytes,
    facts: RouteFacts,
    recce: RecceNote | None = None,
    heights: Heights | None = None,
    shape: Shape | None = None,
    mapped: MapLookup | None = None,
) -> dict[str, Any]:
    """Inspect and grade a packed line. Raises TrackRefused when it is too short.

    What the map says of it is kept in "map", so that no page looks into the map again.
    """
    whole = unpack(packed)
    track = _shaped_track(whole, shape or Shape())
    model = heights.for_line(track.latitudes, track.longitudes) if heights else None
    known = _known(track, facts, mapped)
    found = inspect_track(track, model, known.for_grading(recce), _surveyed(known.mapped))
    told = _told(found, track, known)
    told["jumps"] = [[round(at), round(long)] for at, long in jumps_of(track)]
    return told


def _known(track: Track, facts: RouteFacts, mapped: MapLookup | None) -> Known:
    """Return what the map and the leaders say, by metres of the walked line that is graded."""
    pieces = pieces_of(track) if track.points > 1 else []
    lats, lons, length = track.latitudes, track.longitudes, track.length_m
    if len(pieces) == 1:
        lats, lons, length = pieces[0].latitudes, pieces[0].longitudes, pieces[0].length_m
    return Known(facts, mapped.facts_along(lats, lons) if mapped else None, length)


def _surveyed(mapped: MapFacts | None) -> tuple[Incline, ...]:
    """Return the slopes that the map gives in figures: they count as surveyed (backcare.md 2.2);
    those of steps are no slope to walk."""
    return tuple(
        Incline(one.from_m, one.to_m, one.incline_pct)
        for one in (mapped.stretches if mapped else ())
        if one.incline_pct is not None and one.kind != "steps" and one.length_m > 0
    )


def known_of(found: dict[str, Any], facts: RouteFacts) -> Known:
    """Return what is known of a route from its stored inspection and what leaders said."""
    told = found.get("map")
    return Known(facts, None if told is None else MapFacts.from_json(told), found["length_m"])


def _told(found: Inspection, track: Track, known: Known) -> dict[str, Any]:
    length = found.length_m if found.grade is None else found.grade.length_m
    profile = found.profile
    lats, lons = track.latitudes, track.longitudes
    ends_apart = distance_m(float(lats[0]), float(lons[0]), float(lats[-1]), float(lons[-1]))
    return {
        "points": found.points,
        "length_m": round(length, 1),
        "height_source": found.height_source,
        "attribution": _attribution(found, known.mapped),
        "map": None if known.mapped is None else known.mapped.as_json(),
        "second": None if found.second is None else asdict(found.second),
        "surveyed_share": round(found.surveyed_share, 3),
        "confidence": "low" if found.confidence is None else found.confidence.word,
        "doubt": _doubt(found),
        "min_height_m": _rounded(found.min_height_m),
        "max_height_m": _rounded(found.max_height_m),
        "ascent_m": _rounded(found.ascent_m),
        "descent_m": _rounded(found.descent_m),
        "out_and_back": found.out_and_back,
        "is_loop": not found.out_and_back and ends_apart <= LOOP_ENDS_WITHIN_M,
        "start": [round(float(lats[0]), 6), round(float(lons[0]), 6)],
        "seat_gap_m": _seat_gap(found.grade, known),
        "grade": None if found.grade is None else _grade(found.grade, found.facts, known),
        "profile": None
        if found.profile is None
        else _profile(found.profile, found.facts, known.said.surface),
        "drawn": _drawn_line(lats, lons, profile),
    }


def _attribution(found: Inspection, mapped: MapFacts | None) -> str:
    """Return whom heights and map are owed to."""
    owed = (found.height_attribution, mapped.attribution if mapped else "")
    return " · ".join(dict.fromkeys(one for one in owed if one))


def _doubt(found: Inspection) -> str:
    """Return why the grade is not sure: a word that pages have a sentence for."""
    if found.profile is None:
        return "no_heights"
    if found.confidence == Confidence.HIGH:
        return ""
    if found.disagreement_m is not None and found.disagreement_m > DISAGREEMENT_LIMIT_M:
        return "disagreement"
    if found.profile.gap_share > GAP_SHARE_LIMIT and _is_good(found):
        return "gaps"
    return str(found.height_source)


def _is_good(found: Inspection) -> bool:
    """Whether nothing but gaps stands against the source."""
    if found.height_source == "copernicus":
        return is_open_ground(found.facts.covered_share)
    return found.height_source in ("lidar", "barometer")


def _seat_gap(grade: Grade | None, known: Known) -> float | None:
    if grade is None or grade.seat_gap_m is None or not known.seats:
        return None
    return round(grade.seat_gap_m, 1)


def _grade(found: Grade, facts: Facts, known: Known) -> dict[str, Any]:
    loose = known.loose
    return {
        "forward": _direction(found.forward, facts, loose),
        "backward": _direction(found.backward, facts.reversed(found.length_m), loose),
        "friendlier": found.friendlier,
        "commitment_m": round(found.commitment_m, 1),
        "exits": [round(at_m, 1) for at_m in facts.exits],
    }


def _direction(way: DirectionGrade, facts: Facts, loose: frozenset[Criterion]) -> dict[str, Any]:
    """Return one direction's grade; "wishes": what stands between it and better letters."""
    return {
        "letter": way.letter,
        "shown_letter": way.shown_letter,
        "deciding": _criterion(way.deciding, loose),
        "criteria": [_criterion(result, loose) for result in way.criteria],
        "unknown": list(way.unknown),
        "tags": [[tag.name, tag.value_m] for tag in way.tags],
        "wishes": {
            target: [_wish(wish, loose) for wish in wishes_of(way.segments, facts, target)]
            for target in better_letters(way.letter)
        },
    }


def _wish(wish: Wish, loose: frozenset[Criterion]) -> dict[str, Any]:
    told = {**vars(wish)}
    for name in ("value", "at_m", "length_m"):
        told[name] = None if told[name] is None else round(told[name], 3)
    if wish.criterion in loose:
        told["at_m"] = None
    return told


def _criterion(result: CriterionResult, loose: frozenset[Criterion]) -> dict[str, Any]:
    told = {**vars(result), "loose": result.criterion in loose}
    for name in ("value", "at_m", "length_m"):
        told[name] = None if told[name] is None else round(told[name], 3)
    if told["loose"]:
        told["at_m"] = None
    return told


def _profile(profile: Profile, facts: Facts, ground: str | None) -> dict[str, Any]:
    steep, descent = steepest(profile.segments), longest_descent(profile.segments)
    return {
        "drawing": _drawing(profile, facts, ground),
        "has_slopes": any(band_of(part.slope_pct) != "level" for part in profile.segments),
        "steepest": None
        if steep is None
        else {
            "at_m": round(steep.at_m, 1),
            "length_m": round(steep.length_m, 1),
            "slope_pct": round(steep.slope_pct, 2),
        },
        "descent_m": 0.0 if descent is None else round(descent.rise_m, 1),
        "floor_m": profile.floor_m,
        "sentence": _sentence(profile_sentence(profile)),
    }


def _drawing(profile: Profile, facts: Facts, ground: str | None) -> dict[str, Any]:
    """Return the drawing as plain values; what the leader says of all the ground is in each row."""
    drawing = _plain(asdict(draw_profile(profile, facts, PHONE_FRAME)))
    for row in drawing["rows"]:
        row["surface"] = row["surface"] or (["firm"] if ground == "firm" else [])
    return cast(dict[str, Any], drawing)


def _plain(value: Any) -> Any:
    """Return values for JSON, numbers with two decimals."""
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _sentence(sentence: Sentence) -> dict[str, Any]:
    values = {name: [found.value, found.unit] for name, found in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def sentence_from(told: dict[str, Any]) -> Sentence:
    """Return a stored sentence."""
    values = {name: Quantity(value, unit) for name, (value, unit) in told["values"].items()}
    return Sentence(told["template"], values)


def _drawn_line(lats: Floats, lons: Floats, profile: Profile | None) -> list[list[float]]:
    """Return [metres east, metres north, metres along, band] of a line thinned for the sketch."""
    along = np.concatenate(
        ([0.0], np.cumsum(np.hypot(*np.diff(np.array(_plane(lats, lons)), axis=1))))
    )
    x, y = _plane(lats, lons)
    kept = _thinned(x, y, MOST_DRAWN_POINTS)
    scale = 1.0
    edges: list[float] = []
    bands: list[int] = []
    if profile is not None and along[-1] > 0:
        scale = profile.length_m / float(along[-1])
        total = 0.0
        for segment in profile.segments:
            total += segment.length_m
            edges.append(total)
            bands.append(BAND_NAMES.index(band_of(segment.slope_pct)) + 1)
    distances = along[kept] * scale
    marks = np.unique(np.concatenate((distances, [edge for edge in edges if edge < distances[-1]])))
    east = np.interp(marks, along * scale, x)
    north = np.interp(marks, along * scale, y)
    told = []
    for at, right, up in zip(marks.tolist(), east.tolist(), north.tolist(), strict=True):
        index = int(np.searchsorted(edges, at + 1e-6)) if edges else 0
        band = bands[min(index, len(bands) - 1)] if bands else 1
        told.append([round(right, 1), round(up, 1), round(at, 1), band])
    return told


def _plane(lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
    x, y = plane_metres(lats, lons, float(lats[0]), float(lons[0]))
    return np.asarray(x), np.asarray(y)


def _thinned(x: Floats, y: Floats, most: int) -> Floats:
    """Return indices of the points that keep the shape best: Douglas-Peucker, `most` at most."""
    kept = {0, x.size - 1}
    waiting: list[tuple[float, int, int, int]] = []

    def look(first: int, last: int) -> None:
        if last - first < 2:
            return
        middle = slice(first + 1, last)
        away = _distances_from(x[middle], y[middle], x[first], y[first], x[last], y[last])
        at = int(np.argmax(away))
        waiting.append((float(away[at]), first + 1 + at, first, last))

    look(0, x.size - 1)
    while waiting and len(kept) < most:
        worst = max(range(len(waiting)), key=lambda at: waiting[at][0])
        distance, at, first, last = waiting.pop(worst)
        if distance < 1.0:
            break
        kept.add(at)
        look(first, at)
        look(at, last)
    return np.array(sorted(kept))


def _distances_from(
    x: Floats, y: Floats, from_x: float, from_y: float, to_x: float, to_y: float
) -> Floats:
    """Return how far the points lie from a straight piece between two places."""
    wide, high = to_x - from_x, to_y - from_y
    square = wide * wide + high * high
    if square == 0:
        return np.hypot(x - from_x, y - from_y)
    share = np.clip(((x - from_x) * wide + (y - from_y) * high) / square, 0.0, 1.0)
    return np.hypot(x - from_x - share * wide, y - from_y - share * high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def columns_of(found: dict[str, Any], facts: RouteFacts) -> dict[str, Any]:
    """Return the columns of a route that lists read without opening the whole inspection."""
    grade, known = found["grade"], known_of(found, facts)
    forward = grade["forward"] if grade else None
    seats, steps = known.seats, known.for_grading().steps
    columns = {
        "length_m": found["length_m"],
        "ascent_m": found["ascent_m"] or 0.0,
        "descent_m": found["descent_m"] or 0.0,
        "letter": forward["letter"] if forward else "",
        "shown_letter": forward["shown_letter"] if forward else "",
        "confidence": found["confidence"],
        "deciding": forward["deciding"] if forward else None,
        "doubt": found["doubt"],
        "tags": forward["tags"] if forward else [],
        "seats": len(seats or ()),
        "seats_known": seats is not None,
        "seat_gap_m": found["seat_gap_m"],
        "toilets": known.toilets,
        "steps": None if steps is None else sum(flight.count for flight in steps),
        "is_loop": found["is_loop"],
        "start_lat": found["start"][0],
        "start_lon": found["start"][1],
        "attribution": found["attribution"][:200],
    }
    return {**columns, **filter_columns(grade, columns["steps"])}
