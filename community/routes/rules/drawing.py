"""The profile as a drawing and as a table: geometry only, colours and words are the page's.

design-brief.md section 4. Lengths on paper are pixels of the drawing's own box, x to the right,
y downwards; the page puts them into an SVG of that box.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal, get_args

from community.routes.rules.facts import Facts, SurfaceClass
from community.routes.rules.profile import Gap, Profile, Segment
from community.routes.rules.slope import Stretch, rounded_slope, steepest

BandName = Literal["level", "gentle", "rolling", "hilly", "steep"]
BAND_NAMES: tuple[BandName, ...] = get_args(BandName)
BAND_LIMITS_PCT = (3.0, 5.0, 8.5, 12.0)  # design-brief.md section 4; the grade's own limits
SMALLEST_SPAN_M = 40.0  # design-brief.md section 4
NARROWEST_STEEP_PX = 10.0  # design-brief.md section 4
_GRID_STEPS_M = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0)
_MOST_GRID_LINES = 6
_TICK_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)  # of the unit
_MOST_TICKS = 7
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Frame:
    """The drawing's box and the plot's margins in it, all in pixels."""

    width: float = 720.0
    height: float = 260.0
    left: float = 56.0
    right: float = 16.0
    top: float = 28.0
    bottom: float = 44.0

    @property
    def plot_width(self) -> float:
        """Width of the plot."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Height of the plot."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True)
class Band:
    """A stretch of one band of slope, as drawn."""

    name: BandName
    from_x: float
    to_x: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.to_x - self.from_x


@dataclass(frozen=True)
class Blank:
    """A stretch without heights, as drawn: no line, no band."""

    from_x: float
    to_x: float


@dataclass(frozen=True)
class GridLine:
    """A level line at a round height."""

    height_m: float
    y: float


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of distance."""

    distance_m: float
    x: float


@dataclass(frozen=True)
class Steepest:
    """The label of the steepest stretch; `slope_pct` is signed."""

    x: float
    y: float
    slope_pct: float
    length_m: float
    at_m: float


@dataclass(frozen=True)
class Row:
    """One row of the table; `surface` is empty and `seats` None when nobody knows.

    `is_known`: whether there are heights; without them band and climb say nothing.
    """

    from_m: float
    to_m: float
    band: BandName
    up_m: float
    down_m: float
    steepest_pct: float
    surface: tuple[SurfaceClass, ...]
    seats: tuple[float, ...] | None
    is_known: bool = True


@dataclass(frozen=True)
class ProfileDrawing:
    """Everything a page needs to draw a profile.

    `line` is the height line; it has breaks where the track is broken or has no heights, so it is
    a list of polylines; `blanks` are the stretches without heights.
    `axis_y` is the axis of distance, where the seats sit. `legend`: only bands that occur.
    """

    frame: Frame
    low_m: float
    high_m: float
    axis_y: float
    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    line: tuple[tuple[tuple[float, float], ...], ...]
    bands: tuple[Band, ...]
    blanks: tuple[Blank, ...]
    legend: tuple[BandName, ...]
    steepest: Steepest | None
    seats: tuple[float, ...]
    rows: tuple[Row, ...]


def band_of(slope_pct: float) -> BandName:
    """Return the band of a slope, either way, rounded as the grade rounds (backcare.md 2.3)."""
    steepness = abs(rounded_slope(slope_pct))
    return BAND_NAMES[sum(steepness > limit for limit in BAND_LIMITS_PCT)]


def draw_profile(
    profile: Profile,
    facts: Facts | None = None,
    frame: Frame | None = None,
    unit_m: float = 1000.0,
) -> ProfileDrawing:
    """Return the drawing of a profile; `unit_m` is 1000 for km, 1609.344 for miles."""
    box = frame or Frame()
    known = facts or Facts.unknown()
    low, high, step = height_axis(profile.min_height_m, profile.max_height_m)
    length = profile.length_m

    def to_x(distance_m: float) -> float:
        return box.left + box.plot_width * min(max(distance_m / length, 0.0), 1.0)

    def to_y(height_m: float) -> float:
        return box.top + box.plot_height * (high - height_m) / (high - low)

    rows = table_rows(profile.segments, known, profile.gaps)
    bands = _drawn_bands(rows, to_x(0.0), to_x(length), length)
    lines = round((high - low) / step)
    return ProfileDrawing(
        frame=box,
        low_m=low,
        high_m=high,
        axis_y=box.top + box.plot_height,
        grid=tuple(GridLine(low + at * step, to_y(low + at * step)) for at in range(lines + 1)),
        ticks=tuple(Tick(at, to_x(at)) for at in distance_ticks(length, unit_m)),
        line=tuple(
            tuple((to_x(distance), to_y(height)) for distance, height in part)
            for part in _unbroken(profile)
        ),
        bands=bands,
        blanks=tuple(Blank(to_x(r.from_m), to_x(r.to_m)) for r in rows if not r.is_known),
        legend=tuple(name for name in BAND_NAMES if any(band.name == name for band in bands)),
        steepest=_label(steepest(profile.segments), profile, to_x, to_y),
        seats=tuple(to_x(seat) for seat in sorted(known.seats or ())),
        rows=rows,
    )


def height_axis(lowest_m: float, highest_m: float) -> tuple[float, float, float]:
    """Return (bottom, top, grid step) of the axis: round heights, 40 m apart or more."""
    span = max(SMALLEST_SPAN_M, highest_m - lowest_m)
    step = next(
        (size for size in _GRID_STEPS_M if span / size <= _MOST_GRID_LINES - 2), _GRID_STEPS_M[-1]
    )
    middle = (lowest_m + highest_m) / 2
    low = math.floor(min(lowest_m, middle - span / 2) / step + _ROUNDING) * step
    high = math.ceil(max(highest_m, low + span) / step - _ROUNDING) * step
    return low, high, step


def distance_ticks(length_m: float, unit_m: float) -> tuple[float, ...]:
    """Return the distances to mark, in metres, at round numbers of the reader's unit."""
    units = length_m / unit_m
    step = next((size for size in _TICK_STEPS if units / size <= _MOST_TICKS - 1), _TICK_STEPS[-1])
    count = math.floor(units / step + _ROUNDING) + 1
    return tuple(round(at * step * unit_m, 6) for at in range(count))


def _unbroken(profile: Profile) -> list[list[tuple[float, float]]]:
    """Return the height line in parts, cut where the track is broken and where heights miss."""
    cuts = {gap.from_m for gap in profile.gaps if gap.unjoined}
    points = list(
        zip(profile.knot_distances_m.tolist(), profile.knot_heights_m.tolist(), strict=True)
    )
    parts: list[list[tuple[float, float]]] = []
    for before, after in pairwise(points):
        if before[0] == after[0] and after[0] in cuts:
            continue
        for start, end in _outside_gaps(before[0], after[0], profile.gaps):
            ends = _between(before, after, start), _between(before, after, end)
            if math.isnan(ends[0][1]) or math.isnan(ends[1][1]):
                continue
            if parts and parts[-1][-1] == ends[0] and ends[0][0] not in cuts:
                parts[-1].append(ends[1])
            else:
                parts.append(list(ends))
    return parts


def _outside_gaps(from_m: float, to_m: float, gaps: Sequence[Gap]) -> Iterator[tuple[float, float]]:
    """Yield what is left of a stretch when the gaps are cut out of it."""
    start = from_m
    for gap in gaps:
        if gap.to_m <= start or gap.from_m >= to_m or gap.to_m <= gap.from_m:
            continue
        if gap.from_m > start:
            yield start, gap.from_m
        start = gap.to_m
    if start < to_m:
        yield start, to_m


def _between(
    before: tuple[float, float], after: tuple[float, float], at_m: float
) -> tuple[float, float]:
    if at_m == before[0]:
        return before
    if at_m == after[0]:
        return after
    share = (at_m - before[0]) / (after[0] - before[0])
    return at_m, before[1] + (after[1] - before[1]) * share


def table_rows(
    segments: Sequence[Segment], facts: Facts, gaps: Sequence[Gap] = ()
) -> tuple[Row, ...]:
    """Return one row for each run of segments in the same band and direction, and each gap."""
    rows: list[Row] = []
    start = 0.0
    pieces = [piece for piece in _pieces(segments, gaps) if piece[0].length_m > 0]
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: _kind(*piece))]
    for run in runs:
        parts, is_known = [segment for segment, _ in run], run[0][1]
        end = start + sum(segment.length_m for segment in parts)
        rows.append(_row(parts, start, end, facts, is_known, last=run is runs[-1]))
        start = end
    return tuple(rows)


def _pieces(segments: Sequence[Segment], gaps: Sequence[Gap]) -> Iterator[tuple[Segment, bool]]:
    """Yield the segments cut at the edges of gaps, with whether their heights are known."""
    at_m = 0.0
    for segment in segments:
        end = at_m + segment.length_m
        known = set(_outside_gaps(at_m, end, gaps))
        edges = sorted({at_m, end, *(edge for piece in known for edge in piece)})
        if len(edges) == 2:
            yield segment, bool(known)
        else:
            for piece in pairwise(edges):
                yield Segment(piece[1] - piece[0], segment.slope_pct), piece in known
        at_m = end


def _kind(segment: Segment, is_known: bool) -> tuple[BandName, bool, bool]:
    if not is_known:
        return "level", False, False
    band = band_of(segment.slope_pct)
    return band, band != "level" and segment.slope_pct > 0, True


def _row(
    run: Sequence[Segment], start: float, end: float, facts: Facts, is_known: bool, last: bool
) -> Row:
    def here(seat: float) -> bool:
        return start <= seat < end or (last and seat >= end)

    seats = facts.seats
    slopes = [segment.slope_pct for segment in run] if is_known else [0.0]
    return Row(
        from_m=start,
        to_m=end,
        band=band_of(slopes[0]),
        up_m=sum(max(0.0, segment.rise_m) for segment in run) if is_known else 0.0,
        down_m=sum(max(0.0, -segment.rise_m) for segment in run) if is_known else 0.0,
        steepest_pct=max(slopes, key=abs),
        surface=_surfaces(start, end, facts),
        seats=None if seats is None else tuple(seat for seat in sorted(seats) if here(seat)),
        is_known=is_known,
    )


def _surfaces(start: float, end: float, facts: Facts) -> tuple[SurfaceClass, ...]:
    """Return the surface classes between two places, the longest first."""
    if not isinstance(facts.surface, tuple):
        return ()
    lengths: dict[SurfaceClass, float] = {}
    for stretch in facts.surface:
        shared = min(end, stretch.to_m) - max(start, stretch.from_m)
        if stretch.surface is not None and shared > 0:
            lengths[stretch.surface] = lengths.get(stretch.surface, 0.0) + shared
    return tuple(sorted(lengths, key=lambda surface: -lengths[surface]))


def _drawn_bands(
    rows: Sequence[Row], left: float, right: float, length_m: float
) -> tuple[Band, ...]:
    """Return bands from `left` to `right`; where widened ones meet, steeper wins. None is drawn
    where there are no heights."""
    scale = (right - left) / length_m
    wide: list[tuple[int, float, float]] = []
    for row in rows:
        from_x, to_x = left + row.from_m * scale, left + row.to_m * scale
        if not row.is_known:
            wide.append((-1, from_x, to_x))
            continue
        rank = BAND_NAMES.index(row.band)
        if rank > 0 and to_x - from_x < NARROWEST_STEEP_PX:
            middle = (from_x + to_x) / 2
            from_x = min(max(left, middle - NARROWEST_STEEP_PX / 2), right - NARROWEST_STEEP_PX)
            to_x = from_x + NARROWEST_STEEP_PX
        wide.append((rank, from_x, to_x))
    edges = sorted({x for _, from_x, to_x in wide for x in (from_x, to_x)})
    bands: list[Band] = []
    for from_x, to_x in pairwise(edges):
        if to_x - from_x < _ROUNDING:
            continue
        middle = (from_x + to_x) / 2
        rank = max(found for found, start, end in wide if start <= middle <= end)
        if rank < 0:
            continue
        name = BAND_NAMES[rank]
        if bands and bands[-1].name == name and bands[-1].to_x == from_x:
            bands[-1] = Band(name, bands[-1].from_x, to_x)
        else:
            bands.append(Band(name, from_x, to_x))
    return tuple(bands)


def _label(
    stretch: Stretch | None,
    profile: Profile,
    to_x: Callable[[float], float],
    to_y: Callable[[float], float],
) -> Steepest | None:
    if stretch is None:
        return None
    middle = stretch.at_m + stretch.length_m / 2
    return Steepest(
        x=to_x(middle),
        y=to_y(profile.height_at(middle)),
        slope_pct=stretch.slope_pct,
        length_m=stretch.length_m,
        at_m=stretch.at_m,
    )
