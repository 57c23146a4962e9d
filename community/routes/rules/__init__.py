"""Pure rules of routes: reading tracks, heights, profile, grade, minutes, words and drawing.

From file to letter: `read_track(stream)` gives a `Track`; `inspect_track(track, model, facts)`
gives an `Inspection` with its `Profile` and `Grade`; `deciding_sentence(grade)` says why.
"""

from community.routes.rules.criteria import ASKED, Criterion, CriterionResult
from community.routes.rules.drawing import (
    Band,
    BandName,
    Frame,
    ProfileDrawing,
    Row,
    band_of,
    draw_profile,
    table_rows,
)
from community.routes.rules.facts import (
    Barrier,
    Facts,
    HikingStretch,
    Kerb,
    Measured,
    PlacedBarrier,
    Steps,
    SurfaceClass,
    SurfaceShares,
    SurfaceStretch,
    known_surface,
    surface_shares,
)
from community.routes.rules.fitting import ascent_and_descent
from community.routes.rules.gpx import read_gpx
from community.routes.rules.grade import LETTER_WORDS, DirectionGrade, Grade, grade
from community.routes.rules.inspection import Inspection, inspect_track
from community.routes.rules.limits import LETTERS, Letter
from community.routes.rules.minutes import PACES, Pace, minutes_of, walking_minutes
from community.routes.rules.moving_time import moving_time_s
from community.routes.rules.profile import (
    Gap,
    Profile,
    Segment,
    modelled_profile,
    profile_from_samples,
    recorded_profile,
)
from community.routes.rules.reading import read_track
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.sentence import (
    Quantity,
    Sentence,
    deciding_sentence,
    detection_floor_sentence,
    profile_sentence,
    sentence_of,
)
from community.routes.rules.slope import reversed_segments, rounded_slope
from community.routes.rules.sources import Confidence, HeightLookup, HeightSource, recorded_source
from community.routes.rules.tags import Tag, TagName, commitment_m, is_out_and_back, seat_gap_m
from community.routes.rules.track import Track, TrackSegment

__all__ = [
    "ASKED",
    "LETTERS",
    "LETTER_WORDS",
    "PACES",
    "Band",
    "BandName",
    "Barrier",
    "Confidence",
    "Criterion",
    "CriterionResult",
    "DirectionGrade",
    "Facts",
    "Frame",
    "Gap",
    "Grade",
    "HeightLookup",
    "HeightSource",
    "HikingStretch",
    "Inspection",
    "Kerb",
    "Letter",
    "Measured",
    "Pace",
    "PlacedBarrier",
    "Profile",
    "ProfileDrawing",
    "Quantity",
    "Row",
    "Segment",
    "Sentence",
    "Steps",
    "SurfaceClass",
    "SurfaceShares",
    "SurfaceStretch",
    "Tag",
    "TagName",
    "Track",
    "TrackRefused",
    "TrackSegment",
    "ascent_and_descent",
    "band_of",
    "commitment_m",
    "deciding_sentence",
    "detection_floor_sentence",
    "draw_profile",
    "grade",
    "inspect_track",
    "is_out_and_back",
    "known_surface",
    "minutes_of",
    "modelled_profile",
    "moving_time_s",
    "profile_from_samples",
    "profile_sentence",
    "read_gpx",
    "read_track",
    "recorded_profile",
    "recorded_source",
    "reversed_segments",
    "rounded_slope",
    "seat_gap_m",
    "sentence_of",
    "surface_shares",
    "table_rows",
    "walking_minutes",
]
