"""Where heights come from, how far each source is trusted, and which one is chosen.

backcare.md 3.3 (choice, barometer, comparison), 3.4 (filters), 2.4 (confidence).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol

import numpy as np

from community.routes.rules.fitting import Filter
from community.routes.rules.track import Floats, Track

HeightSource = Literal["survey", "lidar", "barometer", "copernicus", "srtm", "gps"]

FILTERS: dict[HeightSource, Filter] = {  # backcare.md 3.4, second table [S]
    "survey": Filter(smoothing_m=30, tolerance_m=0.6, floor_m=1.0, shortest_m=20),
    "lidar": Filter(smoothing_m=30, tolerance_m=0.6, floor_m=1.0, shortest_m=20),
    "barometer": Filter(smoothing_m=50, tolerance_m=1.2, floor_m=2.0, shortest_m=40),
    "copernicus": Filter(smoothing_m=100, tolerance_m=2.5, floor_m=4.0, shortest_m=80),
    "srtm": Filter(smoothing_m=200, tolerance_m=6.0, floor_m=9.0, shortest_m=150),
    "gps": Filter(smoothing_m=300, tolerance_m=9.0, floor_m=14.0, shortest_m=250),
}
COVERED_FILTER = FILTERS["srtm"]  # Copernicus in woods or between buildings; backcare.md 3.4

# backcare.md 3.3, best first
PREFERENCE: tuple[HeightSource, ...] = ("survey", "lidar", "barometer", "copernicus", "srtm", "gps")

COVERED_SHARE_LIMIT = 0.2  # backcare.md 2.4: over 20% in woods or between buildings: low
DISAGREEMENT_LIMIT_M = 3.0  # backcare.md 3.3: SD of recording minus model
BAROMETER_ROUGHNESS_M = 0.5  # backcare.md 3.3 (a): SD of second differences [D]
BAROMETER_QUANTUM_M = 0.2  # backcare.md 3.3 (b) [D]
QUANTUM_SLACK_M = 0.005  # files write 0.2 m as 0.199982 or 0.200012 [measured]
BAROMETER_FEWEST_HEIGHTS = 10  # fewer say nothing [D]
GAP_SHARE_LIMIT = 0.05  # more of the way than this without heights lowers the confidence [D]
GAP_SHARE_LOW = 0.25  # more than this leaves no more than a guess [D]


class Confidence(IntEnum):
    """How far a letter can be trusted; larger is better, none is false."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> Literal["low", "medium", "high"]:
        """The word for files and pages."""
        words: dict[int, Literal["low", "medium", "high"]] = {1: "low", 2: "medium", 3: "high"}
        return words[self]


class HeightLookup(Protocol):
    """What the rules need of a height model; `places.heights.HeightModel` is one."""

    @property
    def source(self) -> Literal["lidar", "copernicus", "srtm"]:
        """The kind of model."""

    @property
    def attribution(self) -> str:
        """Whom the heights are owed to."""

    def heights_at(self, lats: Floats, lons: Floats) -> Floats:
        """Return heights in metres, NaN where not known."""


@dataclass(frozen=True)
class Doubts:
    """What lowers the trust in heights.

    `gap_share` of the way without heights; `disagreement_m` SD between recording and model, None
    when only one is there; `covered_share` of the way in woods or between buildings, None when
    not known; `leader_measured` a recce with measured slopes; `recordings_agree` two recordings
    within 1 percentage point.
    """

    gap_share: float = 0.0
    disagreement_m: float | None = None
    covered_share: float | None = None
    leader_measured: bool = False
    recordings_agree: bool = False


def confidence_of(source: HeightSource, doubts: Doubts) -> Confidence:
    """Return the confidence of a grade from this source (backcare.md 2.4, last table)."""
    if doubts.leader_measured or source == "survey":
        return Confidence.HIGH
    if doubts.disagreement_m is not None and doubts.disagreement_m > DISAGREEMENT_LIMIT_M:
        return Confidence.LOW
    if source == "lidar":
        level = Confidence.HIGH
    elif source == "barometer":
        level = Confidence.HIGH if doubts.recordings_agree else Confidence.MEDIUM
    elif source == "copernicus" and is_open_ground(doubts.covered_share):
        level = Confidence.MEDIUM
    else:
        level = Confidence.LOW
    if doubts.gap_share > GAP_SHARE_LOW:
        return Confidence.LOW
    if doubts.gap_share > GAP_SHARE_LIMIT:
        level = Confidence(max(Confidence.LOW, level - 1))
    return level


def is_open_ground(covered_share: float | None) -> bool:
    """Whether at most 20% of the way lies in woods or between buildings; unknown is not open."""
    return covered_share is not None and covered_share <= COVERED_SHARE_LIMIT


def filter_of(source: HeightSource, covered_share: float | None) -> Filter:
    """Return the filter of the source; Copernicus under trees and roofs is filtered as SRTM."""
    if source == "copernicus" and not is_open_ground(covered_share):
        return COVERED_FILTER
    return FILTERS[source]


def recorded_source(track: Track) -> HeightSource | None:
    """Return "barometer" or "gps" for a track with heights, None for one without.

    The file may say it; a creator text with "barometer" is the convention of Strava [V91]. Else
    smooth and finely stepped heights of a timed recording are a barometer's; unsure is "gps".
    """
    if not track.has_heights:
        return None
    if track.barometer is not None:
        return "barometer" if track.barometer else "gps"
    if "barometer" in track.creator.lower():
        return "barometer"
    return "barometer" if track.is_timed and _looks_barometric(track) else "gps"


def _looks_barometric(track: Track) -> bool:
    heights = track.heights_m[np.isfinite(track.heights_m)]
    if heights.size < BAROMETER_FEWEST_HEIGHTS:
        return False
    bends = [
        np.diff(segment.heights_m[np.isfinite(segment.heights_m)], n=2)
        for segment in track.segments
    ]
    roughness = float(np.std(np.concatenate(bends)))
    quantum = height_quantum_m(heights)
    return (
        roughness < BAROMETER_ROUGHNESS_M
        and quantum is not None
        and quantum <= BAROMETER_QUANTUM_M + QUANTUM_SLACK_M
    )


def height_quantum_m(heights: Floats) -> float | None:
    """Return the usual smallest step between different heights, None when all are the same.

    The tenth percentile of the steps, so that one odd value does not make a fine scale.
    """
    different = np.unique(np.round(heights, 6))
    if different.size < 2:
        return None
    return float(np.percentile(np.diff(different), 10))


def disagreement_m(recorded: Floats, modelled: Floats) -> float | None:
    """Return the SD of recording minus model where both are known, None where they never are."""
    difference = recorded - modelled
    difference = difference[np.isfinite(difference)]
    return float(np.std(difference)) if difference.size >= 2 else None
