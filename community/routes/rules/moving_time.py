"""Moving time of a recording (backcare.md 4.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from community.places.rules.distance import step_lengths_m
from community.routes.rules.track import Floats, Integers, Track, TrackSegment

SLOWEST_WALK_M_PER_S = 0.3  # backcare.md 4.1 (GPXSee's 0.5 m/s is too fast for some walkers [V77])
WINDOW_S = 10.0  # backcare.md 4.1
LONGEST_GAP_S = 30.0  # backcare.md 4.1
MOST_WIDENINGS = 200  # a window of 10 s at 20 points a second; a bound for odd files [D]


def moving_time_s(track: Track) -> float | None:
    """Return the seconds spent moving, or None when there are no times or they step back.

    The sum of steps of at most 30 s whose speed, over a window of at least 10 s round the step,
    is at least 0.3 m/s. The window grows point by point, backwards and forwards in turn, and never
    over a gap. Agrees to the second with data/recordings/truth.jsonl.
    """
    if not track.times_in_order:
        return None
    return float(sum(_moving_in(segment) for segment in track.segments))


def _moving_in(segment: TrackSegment) -> float:
    timed = np.isfinite(segment.times)
    times = segment.times[timed]
    if times.size < 2:
        return 0.0
    steps = step_lengths_m(segment.latitudes[timed], segment.longitudes[timed])
    distances = np.concatenate(([0.0], np.cumsum(steps)))
    last_of_instant = np.append(np.diff(times) > 0, True)
    times, distances = times[last_of_instant], distances[last_of_instant]
    if times.size < 2:
        return 0.0
    durations = np.diff(times)
    walked = durations <= LONGEST_GAP_S
    first, last = _windows(times, walked)
    speeds = (distances[last] - distances[first]) / (times[last] - times[first])
    return float(durations[walked & (speeds >= SLOWEST_WALK_M_PER_S)].sum())


def _windows(times: Floats, walked: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Return (first, last) point of the window round each step."""
    steps = np.arange(walked.size)
    lowest = np.maximum.accumulate(np.where(walked, 0, steps + 1))  # first point since the gap
    highest = np.minimum.accumulate(np.where(walked, times.size - 1, steps)[::-1])[::-1]
    first, last = steps.copy(), steps + 1
    for _ in range(MOST_WIDENINGS):
        back = (times[last] - times[first] < WINDOW_S) & (first > lowest)
        first = first - back
        on = (times[last] - times[first] < WINDOW_S) & (last < highest)
        last = last + on
        if not (back.any() or on.any()):
            break
    return first, last
