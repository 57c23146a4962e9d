"""Growing arrays of points, from which each reader makes its track."""

from __future__ import annotations

from array import array
from typing import Literal

import numpy as np

from community.routes.rules.track import Track

MOST_POINTS = 200_000  # twice the largest real recording, 105,488 points [D]
LOWEST_HEIGHT_M, HIGHEST_HEIGHT_M = -1000.0, 10_000.0  # beyond: not a height of a walk [D]
NOT_KNOWN = float("nan")


class TrackBuilder:
    """Points in the order of the file, and where their segments and tracks start.

    A segment or a track that gets no point leaves no trace.
    """

    def __init__(self) -> None:
        self.latitudes = array("d")
        self.longitudes = array("d")
        self.heights = array("d")
        self.times = array("d")
        self.starts = array("q")
        self.tracks = array("q")
        self.names: list[str] = []
        self.new_segment = True
        self.new_track = True
        self.next_name = ""
        self.continued = 0

    def open_track(self) -> None:
        """The next point begins a track."""
        self.new_segment = self.new_track = True
        self.next_name = ""

    def name_track(self, name: str) -> None:
        """Name the track being read: one without points so far, or the last one."""
        if self.new_track:
            self.next_name = name
        elif not self.names[-1]:
            self.names[-1] = name

    def open_segment(self) -> None:
        """Note that the next point begins a segment, and a track where one was opened."""
        if self.new_track:
            self.names.append(self.next_name)
            self.new_track = False
        self.starts.append(len(self.latitudes))
        self.tracks.append(len(self.names) - 1)
        self.new_segment = False

    def add(self, latitude: float, longitude: float, height: float, time: float) -> None:
        """Add a point; NaN where height or time are not known."""
        if self.new_segment:
            self.open_segment()
        self.latitudes.append(latitude)
        self.longitudes.append(longitude)
        self.heights.append(height)
        self.times.append(time)

    def split(self, at: int, name: str) -> None:
        """Begin another track at a point of the last segment, without a break in the recording."""
        self.names.append(name)
        self.starts.append(at)
        self.tracks.append(len(self.names) - 1)
        self.continued += 1

    def track(
        self,
        kind: Literal["track", "route"] = "track",
        creator: str = "",
        name: str = "",
        barometer: bool | None = None,
    ) -> Track:
        """Return the track of all points, with what else the file says."""
        return Track(
            latitudes=np.frombuffer(self.latitudes),
            longitudes=np.frombuffer(self.longitudes),
            heights_m=np.frombuffer(self.heights),
            times=np.frombuffer(self.times),
            segment_starts=np.array(self.starts, dtype=np.int64),
            segment_tracks=np.array(self.tracks, dtype=np.int64),
            kind=kind,
            creator=creator,
            name=name,
            track_names=tuple(self.names),
            barometer=barometer,
            continued=self.continued,
        )
