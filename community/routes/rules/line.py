"""The line of a track: clean heights, walked distance, even nodes (backcare.md 3.4, 1-3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from community.places.rules.distance import distance_m, metres_per_degree, step_lengths_m
from community.routes.rules.fitting import NODE_SPACING_M
from community.routes.rules.track import Floats, Track

SHORTEST_MOVE_M = 3.0  # backcare.md 3.4, step 2
MOST_NODES = 200_000  # 2,000 km at 10 m: bounds memory whatever a file claims [D]
LONGEST_JOIN_M = 50.0  # backcare.md 3.4, step 3: a gap over 50 m is marked
HEIGHT_JUMP_M = 50.0  # backcare.md 3.4, step 1
FASTEST_CLIMB_M_PER_S = 1.5  # backcare.md 3.4, step 1
LONGEST_JUMP_S = 30.0  # backcare.md 3.4, step 1
SMALLEST_JUMP_M = 3.0  # smaller steps are noise of the sensor, left to the mean and Hampel [D]
STEEPEST_GROUND = 1.0  # |dz| over 50 m counts as a jump only when steeper than 45 degrees [D]
ZERO_IS_MISSING_ABOVE_M = 50.0  # backcare.md 3.4, step 1: median above which 0 means "none"
NEAR_ZERO_M = 0.5  # "near-0" of step 1 [D]


@dataclass(frozen=True, eq=False)
class Piece:
    """An unbroken piece of line: thinned positions with distances, and samples of height.

    `distances_m`, `latitudes`, `longitudes` describe the line; `sample_distances_m`,
    `sample_heights_m` the recorded heights along it, distances rising, none missing.
    """

    distances_m: Floats
    latitudes: Floats
    longitudes: Floats
    sample_distances_m: Floats
    sample_heights_m: Floats

    @property
    def length_m(self) -> float:
        """Length of the piece."""
        return float(self.distances_m[-1])

    def node_distances_m(self) -> Floats:
        """Return even distances some 10 m apart from the start to the end, two or more."""
        intervals = min(MOST_NODES, max(1, round(self.length_m / NODE_SPACING_M)))
        return np.linspace(0.0, self.length_m, intervals + 1)

    def positions_at(self, distances_m: Floats) -> tuple[Floats, Floats]:
        """Return (latitudes, longitudes) at the distances."""
        longitudes = np.unwrap(self.longitudes, period=360.0)
        return (
            np.interp(distances_m, self.distances_m, self.latitudes),
            np.interp(distances_m, self.distances_m, longitudes),
        )


def pieces_of(track: Track) -> tuple[Piece, ...]:
    """Return the track as unbroken pieces, longer than nothing.

    Segments whose ends lie up to 50 m apart are joined straight; a wider gap separates pieces.
    """
    heights = cleaned_heights(track)
    bounds = list(track.bounds())
    groups: list[tuple[int, int]] = []
    for start, end in bounds:
        if groups and _gap_before(track, start) <= LONGEST_JOIN_M:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    pieces = (_piece(track, heights, start, end) for start, end in groups)
    return tuple(piece for piece in pieces if piece is not None)


def _gap_before(track: Track, start: int) -> float:
    return distance_m(
        float(track.latitudes[start - 1]),
        float(track.longitudes[start - 1]),
        float(track.latitudes[start]),
        float(track.longitudes[start]),
    )


def _piece(track: Track, heights: Floats, start: int, end: int) -> Piece | None:
    lats, lons = track.latitudes[start:end], track.longitudes[start:end]
    if lats.size < 2:
        return None
    kept = _moves(lats, lons)
    steps = step_lengths_m(lats[kept], lons[kept])
    distances = np.concatenate(([0.0], np.cumsum(steps)))
    if distances[-1] <= 0.0:
        return None
    raw = np.concatenate(([0.0], np.cumsum(step_lengths_m(lats, lons))))
    along = np.interp(raw, raw[kept], distances)
    known = np.isfinite(heights[start:end])
    first_time_here = np.append(True, (np.diff(lats) != 0) | (np.diff(lons) != 0))
    usable = known & first_time_here
    return Piece(distances, lats[kept], lons[kept], along[usable], heights[start:end][usable])


def _moves(lats: Floats, lons: Floats) -> np.ndarray:
    """Return indices of the points that are 3 m or more from the last one kept, and the last."""
    north, east = metres_per_degree(float(lats.mean()))
    x = ((np.unwrap(lons, period=360.0) - lons[0]) * east).tolist()
    y = ((lats - lats[0]) * north).tolist()
    limit = SHORTEST_MOVE_M**2
    kept = [0]
    last_x, last_y = x[0], y[0]
    for at, (here_x, here_y) in enumerate(zip(x, y, strict=True)):
        if (here_x - last_x) ** 2 + (here_y - last_y) ** 2 >= limit:
            kept.append(at)
            last_x, last_y = here_x, here_y
    if kept[-1] != len(x) - 1:
        kept.append(len(x) - 1)
    return np.asarray(kept)


def cleaned_heights(track: Track) -> Floats:
    """Return the recorded heights with missing ones and jumps as NaN (step 1)."""
    heights = track.heights_m.copy()
    if not track.has_heights:
        return np.full(heights.shape, np.nan)
    if np.nanmedian(heights) > ZERO_IS_MISSING_ABOVE_M:
        heights[np.abs(heights) < NEAR_ZERO_M] = np.nan
    along = np.concatenate(([0.0], np.cumsum(track.step_lengths_m())))
    for start, end in track.bounds():
        known = start + np.flatnonzero(np.isfinite(heights[start:end]))
        jumping = _in_jumps(heights[known], track.times[known], along[known])
        heights[known[jumping]] = np.nan
    return heights


def _in_jumps(heights: Floats, times: Floats, along: Floats) -> np.ndarray:
    """Return which samples lie between a jump and the jump back, within 30 s of each other.

    The ends of the recording count as the other jump, for the first fixes of a receiver.
    """
    inside = np.zeros(heights.size, dtype=bool)
    if heights.size < 3:
        return inside
    rises = np.diff(heights)
    seconds = np.diff(times)
    with np.errstate(divide="ignore", invalid="ignore"):
        too_fast = (np.abs(rises) / seconds > FASTEST_CLIMB_M_PER_S) & (seconds >= 0)
    huge = (np.abs(rises) > HEIGHT_JUMP_M) & (np.abs(rises) > STEEPEST_GROUND * np.diff(along))
    jumps = np.flatnonzero((too_fast & (np.abs(rises) >= SMALLEST_JUMP_M)) | huge)
    clock = times if np.isfinite(times).all() else np.arange(heights.size, dtype=float)
    opened_at, opened_by = 0, 0.0  # the start of the recording is a jump of either sign
    is_open = True
    for jump in jumps.tolist():
        back = opened_by * rises[jump] <= 0
        if is_open and back and clock[jump] - clock[opened_at] < LONGEST_JUMP_S:
            inside[opened_at : jump + 1] = True
            is_open = False
        else:
            opened_at, opened_by, is_open = jump + 1, float(rises[jump]), True
    if is_open and opened_by and clock[-1] - clock[opened_at] < LONGEST_JUMP_S:
        inside[opened_at:] = True
    return inside
