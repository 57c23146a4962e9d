"""The profile of a route: straight stretches with a length and a slope (backcare.md 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from community.routes.rules.fitting import Filter, ascent_and_descent, fit, without_spikes
from community.routes.rules.line import LONGEST_JOIN_M, Piece, pieces_of
from community.routes.rules.sources import HeightLookup, HeightSource, filter_of
from community.routes.rules.track import Floats, Track

SHARE_KNOWN_BY_MODEL = 0.5  # a model that knows less of the way gives no profile [D]


@dataclass(frozen=True)
class Segment:
    """A straight stretch in walking direction; rising is positive."""

    length_m: float
    slope_pct: float

    @property
    def rise_m(self) -> float:
        """Metres up, negative when down."""
        return self.length_m * self.slope_pct / 100.0


@dataclass(frozen=True)
class Incline:
    """A stretch whose slope was surveyed: it counts before every height (backcare.md 2.2, 3.3)."""

    from_m: float
    to_m: float
    slope_pct: float

    @property
    def length_m(self) -> float:
        """Length of the stretch."""
        return self.to_m - self.from_m


@dataclass(frozen=True)
class Gap:
    """A stretch without heights; `unjoined` where the line itself is broken at one place."""

    from_m: float
    to_m: float
    unjoined: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """A graded line and how it was found.

    `segments`: for grading, slopes below the detection floor set to 0. `knot_distances_m`,
    `knot_heights_m`: the fitted line, to draw (two knots at one distance where the line is
    broken; NaN where a piece has no heights). `node_distances_m`, `node_heights_m`: heights on
    nodes, spikes removed; NaN likewise.
    `line_distances_m`, `latitudes`, `longitudes`: the line on the ground. `floor_m`: a ramp that
    rises less cannot be seen.
    """

    source: HeightSource
    segments: tuple[Segment, ...]
    knot_distances_m: Floats
    knot_heights_m: Floats
    node_distances_m: Floats
    node_heights_m: Floats
    line_distances_m: Floats
    latitudes: Floats
    longitudes: Floats
    ascent_m: float
    descent_m: float
    floor_m: float
    gaps: tuple[Gap, ...]

    @property
    def length_m(self) -> float:
        """Length of the walked line."""
        return float(self.line_distances_m[-1])

    @property
    def min_height_m(self) -> float:
        """Lowest height of the fitted line."""
        return float(np.nanmin(self.knot_heights_m))

    @property
    def max_height_m(self) -> float:
        """Highest height of the fitted line."""
        return float(np.nanmax(self.knot_heights_m))

    @property
    def gap_share(self) -> float:
        """Share of the way without heights, 0 to 1."""
        return sum(gap.to_m - gap.from_m for gap in self.gaps) / self.length_m

    def position_at(self, distance_m: float) -> tuple[float, float]:
        """Return (latitude, longitude) at a distance from the start; clamped to the ends."""
        longitudes = np.unwrap(self.longitudes, period=360.0)
        lat = float(np.interp(distance_m, self.line_distances_m, self.latitudes))
        lon = float(np.interp(distance_m, self.line_distances_m, longitudes))
        return lat, (lon + 180.0) % 360.0 - 180.0

    def height_at(self, distance_m: float) -> float:
        """Return the height of the fitted line at a distance from the start."""
        return float(np.interp(distance_m, self.knot_distances_m, self.knot_heights_m))


def profile_from_samples(
    distances_m: Floats, heights_m: Floats, source: HeightSource, open_ground: bool = True
) -> Profile | None:
    """Make the profile of a straight line from heights at distances; positions stay at 0, 0."""
    ends = np.array([0.0, float(distances_m[-1])])
    piece = Piece(ends, np.zeros(2), np.zeros(2), distances_m, heights_m)
    return _assembled([piece], [recorded_node_heights(piece)], source, 0.0 if open_ground else 1.0)


def recorded_profile(
    track: Track, source: HeightSource, covered_share: float | None = None
) -> Profile | None:
    """Make the profile of a track from the heights in it, None when they do not suffice."""
    pieces = pieces_of(track)
    heights = [recorded_node_heights(piece) for piece in pieces]
    return _assembled(pieces, heights, source, covered_share)


def modelled_profile(
    track: Track, model: HeightLookup, covered_share: float | None = None
) -> Profile | None:
    """Make the profile of a line from a height model, None where the model knows too little."""
    pieces = pieces_of(track)
    heights = [model_node_heights(piece, model) for piece in pieces]
    known = sum(int(np.isfinite(found).sum()) for found in heights)
    if known < SHARE_KNOWN_BY_MODEL * sum(found.size for found in heights):
        return None
    return _assembled(pieces, heights, model.source, covered_share)


def with_surveyed(segments: Sequence[Segment], inclines: Sequence[Incline]) -> tuple[Segment, ...]:
    """Return the segments with surveyed slopes in place of those that heights gave there."""
    if not inclines:
        return tuple(segments)
    edges = np.concatenate(([0.0], np.cumsum([segment.length_m for segment in segments])))
    marks = np.array([edge for one in inclines for edge in (one.from_m, one.to_m)], float)
    marks = np.unique(np.concatenate((edges, np.clip(marks, 0.0, edges[-1]))))
    found: list[Segment] = []
    for start, end in zip(marks[:-1].tolist(), marks[1:].tolist(), strict=True):
        middle = (start + end) / 2
        surveyed = next((one for one in inclines if one.from_m <= middle <= one.to_m), None)
        if surveyed is None:
            at = int(np.searchsorted(edges, middle)) - 1
            slope = segments[min(at, len(segments) - 1)].slope_pct
        else:
            slope = surveyed.slope_pct
        if found and found[-1].slope_pct == slope:
            found[-1] = Segment(found[-1].length_m + end - start, slope)
        else:
            found.append(Segment(end - start, slope))
    return tuple(found)


def recorded_node_heights(piece: Piece) -> Floats:
    """Return for each node the mean of the samples nearest to it, NaN where there is none."""
    nodes = piece.node_distances_m()
    spacing = piece.length_m / (nodes.size - 1)
    nearest = np.rint(piece.sample_distances_m / spacing).astype(np.int64)
    nearest = np.clip(nearest, 0, nodes.size - 1)
    counts = np.bincount(nearest, minlength=nodes.size)
    if not piece.sample_heights_m.size:
        return np.full(nodes.size, np.nan)
    base = float(piece.sample_heights_m[0])
    sums = np.bincount(nearest, weights=piece.sample_heights_m - base, minlength=nodes.size)
    return np.where(counts > 0, base + sums / np.maximum(counts, 1), np.nan)


def model_node_heights(piece: Piece, model: HeightLookup) -> Floats:
    """Return the model's height at each node, NaN where it knows none."""
    latitudes, longitudes = piece.positions_at(piece.node_distances_m())
    folded = (longitudes + 180.0) % 360.0 - 180.0
    return np.asarray(model.heights_at(latitudes, folded), dtype=float)


def _filled(nodes: Floats, heights: Floats) -> tuple[Floats, list[Gap]]:
    """Fill missing nodes straight between their neighbours and mark gaps over 50 m (step 3)."""
    known = np.flatnonzero(np.isfinite(heights))
    filled = np.interp(nodes, nodes[known], heights[known])
    edges = np.concatenate(([0.0], nodes[known], [nodes[-1]]))
    wide = np.flatnonzero(np.diff(edges) > LONGEST_JOIN_M + nodes[-1] / (nodes.size - 1))
    return filled, [Gap(float(edges[at]), float(edges[at + 1])) for at in wide]


@dataclass(frozen=True, eq=False)
class _Part:
    """The fitted line of one piece, distances from the piece's own start."""

    nodes_m: Floats
    node_heights: Floats
    knots_m: Floats
    knot_heights: Floats
    gaps: list[Gap]


def _fitted_part(piece: Piece, heights: Floats, chosen: Filter) -> _Part:
    """Fit one piece. One without heights, or shorter than any segment may be, is level and gap:
    its slope cannot be known (a few fixes of a receiver there gave 120% in a real file)."""
    nodes = piece.node_distances_m()
    if not np.isfinite(heights).any() or piece.length_m < chosen.shortest_m:
        level = float(np.nanmean(heights)) if np.isfinite(heights).any() else np.nan
        flat = np.full(nodes.size, level)
        return _Part(nodes, flat, nodes[[0, -1]], flat[:2], [Gap(0.0, piece.length_m)])
    filled, gaps = _filled(nodes, heights)
    calm = without_spikes(filled)
    spacing = piece.length_m / (nodes.size - 1)
    knots, knot_heights = fit(calm, spacing, chosen)
    return _Part(nodes, calm, nodes[knots], knot_heights, gaps)


def _assembled(
    pieces: Sequence[Piece],
    heights: Sequence[Floats],
    source: HeightSource,
    covered_share: float | None,
) -> Profile | None:
    """Fit every piece and put them end to end (steps 3 to 10)."""
    if not any(np.isfinite(found).any() for found in heights):
        return None
    chosen = filter_of(source, covered_share)
    parts = [
        _fitted_part(piece, found, chosen) for piece, found in zip(pieces, heights, strict=True)
    ]
    starts = np.concatenate(([0.0], np.cumsum([piece.length_m for piece in pieces])))
    segments: list[Segment] = []
    gaps: list[Gap] = []
    ascent = descent = 0.0
    for part, start in zip(parts, starts.tolist(), strict=False):
        segments += _segments(part, chosen.floor_m)
        gaps += [Gap(start, start, unjoined=True)] if start > 0 else []
        gaps += [Gap(start + gap.from_m, start + gap.to_m) for gap in part.gaps]
        known = part.knot_heights[np.isfinite(part.knot_heights)]
        if known.size:
            up, down = ascent_and_descent(known.tolist(), chosen.floor_m)
            ascent, descent = ascent + up, descent + down
    shifted = list(zip(parts, starts.tolist(), strict=False))
    return Profile(
        source=source,
        segments=tuple(segments),
        knot_distances_m=np.concatenate([part.knots_m + start for part, start in shifted]),
        knot_heights_m=np.concatenate([part.knot_heights for part in parts]),
        node_distances_m=np.concatenate([part.nodes_m + start for part, start in shifted]),
        node_heights_m=np.concatenate([part.node_heights for part in parts]),
        line_distances_m=np.concatenate(
            [piece.distances_m + start for piece, start in zip(pieces, starts, strict=False)]
        ),
        latitudes=np.concatenate([piece.latitudes for piece in pieces]),
        longitudes=np.concatenate([piece.longitudes for piece in pieces]),
        ascent_m=ascent,
        descent_m=descent,
        floor_m=chosen.floor_m,
        gaps=tuple(gaps),
    )


def _segments(part: _Part, floor_m: float) -> list[Segment]:
    """Return the stretches between knots; rises below the floor count as level (step 9)."""
    lengths, rises = np.diff(part.knots_m), np.nan_to_num(np.diff(part.knot_heights))
    slopes = np.where(np.abs(rises) < floor_m, 0.0, 100.0 * rises / lengths)
    return [
        Segment(length, slope)
        for length, slope in zip(lengths.tolist(), slopes.tolist(), strict=True)
    ]
