"""Reading TCX: a stream through expat into compact arrays, nothing else kept.

Each `Track` with positions is a segment, each `Activity` a track, a `Course` a planned route. As
strict as the reader of GPX about what is dangerous. Kind about what watches write: points without
a position (in pauses, in tunnels, "undefined") are left out, heights and times that are no numbers
are not known. Only a number that cannot be a position refuses the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite

from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track import Track
from community.routes.rules.track_builder import TrackBuilder
from community.routes.rules.xml_reading import (
    DEEPEST_NESTING,
    LONGEST_TEXT,
    XmlReader,
    height_in,
    number_in,
    unix_seconds,
)


def parse_tcx(chunks: Iterable[bytes]) -> Track:
    """Read the chunks of a TCX file. Raises TrackRefused."""
    reader = _Reader()
    for chunk in chunks:
        reader.feed(chunk)
    return reader.finished()


class _Reader(XmlReader):
    """The state of one reading: expat calls `_start` and `_end`."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.opened: dict[str, Callable[[], None]] = {}
        self.point_depth = 0  # 0: outside of a point
        self.point_fields: dict[tuple[str, int], str] = {}  # (name, depth in a point) to what it is
        self.owner_depth = 0  # of the activity, course or device whose <Name> is wanted
        self.owner_is_device = False
        self.text_depth = 0  # 0: no text is wanted
        self.found: dict[str, str] = {}
        self.has_points = False  # with a position or without
        self.is_course = False
        self.creator = ""
        self.builder = TrackBuilder()

    def finished(self) -> Track:
        """Return the track. Raises TrackRefused when the file is cut off or holds none."""
        self.end()
        if not self.builder.starts:
            raise TrackRefused("no_positions" if self.has_points else "no_track")
        return self.builder.track(
            kind="route" if self.is_course else "track",
            creator=self.creator,
            name=next((name for name in self.builder.names if name), ""),
        )

    def _start(self, name: str, attributes: list[str]) -> None:
        depth = self.depth = self.depth + 1
        if depth > DEEPEST_NESTING:
            raise TrackRefused("too_deep", self.line)
        if self.point_depth:
            if (name, depth - self.point_depth) in self.point_fields:
                self._want_text()
        elif depth == 1:
            self._open_root(name)
        elif name in self.opened:
            self.opened[name]()

    def _open_root(self, name: str) -> None:
        prefix, _, local = name.rpartition(":")
        if local != "TrainingCenterDatabase":
            raise TrackRefused("unknown_kind")
        self.has_root = True
        own = f"{prefix}:" if prefix else ""
        self.opened = {
            f"{own}Activity": self._open_activity,
            f"{own}Course": self._open_course,
            f"{own}Track": self._open_segment,
            f"{own}Trackpoint": self._open_point,
            f"{own}Creator": self._open_creator,
            f"{own}Name": self._open_name,
        }
        self.point_fields = {
            (f"{own}Time", 1): "time",
            (f"{own}AltitudeMeters", 1): "height",
            (f"{own}LatitudeDegrees", 2): "latitude",
            (f"{own}LongitudeDegrees", 2): "longitude",
        }

    def _open_activity(self) -> None:
        self.builder.open_track()
        self.owner_depth = 0

    def _open_course(self) -> None:
        self.builder.open_track()
        self.is_course = True
        self.owner_depth, self.owner_is_device = self.depth, False

    def _open_creator(self) -> None:
        self.owner_depth, self.owner_is_device = self.depth, True

    def _open_name(self) -> None:
        if self.owner_depth and self.depth == self.owner_depth + 1:
            self._want_text()

    def _open_segment(self) -> None:
        self.builder.new_segment = True

    def _open_point(self) -> None:
        self.has_points = True
        self.point_depth = self.depth
        self.found.clear()

    def _want_text(self) -> None:
        self.text_depth = self.depth
        self.clear_text()

    def _end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if depth == self.text_depth:
            text = "".join(self.text)[:LONGEST_TEXT].strip()
            self.text_depth = 0
            if self.point_depth:
                self.found[self.point_fields[name, depth - self.point_depth]] = text
            elif self.owner_is_device:
                self.creator = self.creator or text
            else:
                self.builder.name_track(text)
        elif depth == self.point_depth:
            self.point_depth = 0
            self._take_point()
        elif not self.text_depth:
            self.clear_text()

    def _take_point(self) -> None:
        found = self.found
        latitude, longitude = found.get("latitude", ""), found.get("longitude", "")
        if not (isfinite(number_in(latitude)) and isfinite(number_in(longitude))):
            return
        lat, lon = self.position(latitude, longitude)
        self.check_points(len(self.builder.latitudes) + 1)
        height, moment = height_in(found.get("height", "")), unix_seconds(found.get("time", ""))
        self.builder.add(lat, lon, height, moment)
