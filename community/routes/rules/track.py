"""A track: the places of a recording or of a drawn line, in compact arrays.

Readers of all formats (GPX, FIT, TCX) and the drawing page make a `Track`; everything behind
them works on it. Distances are on the WGS84 ellipsoid, inside segments only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from community.places.rules.distance import step_lengths_m

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TRUSTED_SHARE_OF_TIMES = 0.5  # fewer points with a time: not a timed recording [D]
MOST_STRAYS = 0.2  # a larger share of points at 0,0 is a broken file, and shows as such [D]
STRAY_DEGREES = 0.5  # some 50 km from 0,0: farther than anybody walks [D]
SHARE_WITH_HEIGHTS = 0.5  # fewer points with a height: not a recording of heights [D]


@dataclass(frozen=True, eq=False)
class TrackSegment:
    """One unbroken piece of a track; arrays of one length, NaN where not known."""

    latitudes: Floats
    longitudes: Floats
    heights_m: Floats
    times: Floats
    track: int

    def __len__(self) -> int:
        return int(self.latitudes.size)


@dataclass(frozen=True, eq=False)
class Track:
    """All points of a file in order.

    `latitudes`, `longitudes` in degrees; `heights_m` in metres and `times` in Unix seconds, NaN
    where not known; `segment_starts` the index of each segment's first point; `segment_tracks`
    the number of the track that a segment belongs to; `barometer` what the file says, None when
    it says nothing; `continued` how many segments go on from the one before without a break (the
    sessions of one recording).
    """

    latitudes: Floats
    longitudes: Floats
    heights_m: Floats
    times: Floats
    segment_starts: Integers
    segment_tracks: Integers
    kind: Literal["track", "route"] = "track"
    creator: str = ""
    name: str = ""
    track_names: tuple[str, ...] = ()
    barometer: bool | None = None
    continued: int = 0

    @staticmethod
    def from_line(
        latitudes: ArrayLike,
        longitudes: ArrayLike,
        heights_m: ArrayLike | None = None,
        times: ArrayLike | None = None,
    ) -> Track:
        """Make a track of one segment, as the drawing page does."""
        lats = np.asarray(latitudes, dtype=float)
        missing = np.full(lats.shape, np.nan)
        return Track(
            latitudes=lats,
            longitudes=np.asarray(longitudes, dtype=float),
            heights_m=missing if heights_m is None else np.asarray(heights_m, dtype=float),
            times=missing if times is None else np.asarray(times, dtype=float),
            segment_starts=np.zeros(1, dtype=np.int64),
            segment_tracks=np.zeros(1, dtype=np.int64),
        )

    @property
    def points(self) -> int:
        """Number of points."""
        return int(self.latitudes.size)

    @property
    def track_count(self) -> int:
        """Number of tracks that have points."""
        return int(np.unique(self.segment_tracks).size)

    @property
    def unbroken_pieces(self) -> int:
        """Number of segments, those counted as one that go on without a break."""
        return len(self.segment_starts) - self.continued

    def bounds(self) -> Iterator[tuple[int, int]]:
        """Yield (first index, index behind the last) of each segment."""
        ends = [*self.segment_starts[1:].tolist(), self.points]
        yield from zip(self.segment_starts.tolist(), ends, strict=True)

    @property
    def segments(self) -> tuple[TrackSegment, ...]:
        """The segments, as views on the arrays."""
        return tuple(
            TrackSegment(
                self.latitudes[start:end],
                self.longitudes[start:end],
                self.heights_m[start:end],
                self.times[start:end],
                int(track),
            )
            for (start, end), track in zip(self.bounds(), self.segment_tracks, strict=True)
        )

    def only(self, track: int) -> Track:
        """Return the segments of one track of the file (upload: "two tracks in it (choose)")."""
        lengths = np.diff([*self.segment_starts, self.points])
        return replace(
            self.where(np.repeat(self.segment_tracks == track, lengths)),
            track_names=tuple(self.track_names[track : track + 1]),
            continued=0,
        )

    def where(self, kept: NDArray[np.bool_]) -> Track:
        """Return the track of the points kept, without the segments that have none left."""
        counts = [int(kept[start:end].sum()) for start, end in self.bounds()]
        whole = [at for at, count in enumerate(counts) if count]
        starts = np.cumsum([0, *(counts[at] for at in whole)])[: len(whole)]
        return replace(
            self,
            latitudes=self.latitudes[kept],
            longitudes=self.longitudes[kept],
            heights_m=self.heights_m[kept],
            times=self.times[kept],
            segment_starts=starts.astype(np.int64),
            segment_tracks=self.segment_tracks[whole],
            continued=max(0, self.continued - (len(counts) - len(whole))),
        )

    def without_strays(self) -> Track:
        """Return the track without points at exactly 0,0 that lie far from most others.

        That is what some devices write before they know where they are. A recording near 0,0 was
        moved there by the person who gave it away, and stays whole.
        """
        at_zero = (self.latitudes == 0.0) & (self.longitudes == 0.0)
        strays = int(at_zero.sum())
        if not strays or strays > self.points * MOST_STRAYS:
            return self
        others = np.abs(self.latitudes[~at_zero]) + np.abs(self.longitudes[~at_zero])
        return self.where(~at_zero) if np.median(others) > STRAY_DEGREES else self

    def reversed(self) -> Track:
        """Return the same line walked the other way, without times."""
        starts = self.points - np.array([end for _, end in self.bounds()][::-1], dtype=np.int64)
        return replace(
            self,
            latitudes=self.latitudes[::-1],
            longitudes=self.longitudes[::-1],
            heights_m=self.heights_m[::-1],
            times=np.full(self.points, np.nan),
            segment_starts=starts,
            segment_tracks=self.segment_tracks[::-1],
        )

    def step_lengths_m(self) -> Floats:
        """Return the length of each step to the next point; 0 between segments."""
        steps = step_lengths_m(self.latitudes, self.longitudes)
        steps[self.segment_starts[1:] - 1] = 0.0
        return steps

    @property
    def length_m(self) -> float:
        """Length of the line, every recorded step counted, jumps between segments not."""
        return float(self.step_lengths_m().sum())

    @property
    def has_heights(self) -> bool:
        """Whether heights are there; a track whose heights are all 0 has none."""
        known = np.isfinite(self.heights_m)
        if self.points == 0 or known.mean() < SHARE_WITH_HEIGHTS:
            return False
        return bool(np.any(self.heights_m[known] != 0.0))

    @property
    def elapsed_s(self) -> float | None:
        """Latest minus earliest time, None without times."""
        times = self.times[np.isfinite(self.times)]
        return float(times.max() - times.min()) if times.size else None

    @property
    def times_in_order(self) -> bool:
        """Whether there are times, and they never step back."""
        known = self.times[np.isfinite(self.times)]
        return bool(known.size and np.all(np.diff(known) >= 0))

    @property
    def is_timed(self) -> bool:
        """Whether most points have a time, and time never steps back."""
        known = np.isfinite(self.times)
        return self.times_in_order and bool(known.mean() >= TRUSTED_SHARE_OF_TIMES)
