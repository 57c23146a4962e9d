"""From a track to its grade in one call: for the upload's job and `routes inspect`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from community.routes.rules.facts import Facts
from community.routes.rules.grade import Grade, grade
from community.routes.rules.line import cleaned_heights, pieces_of
from community.routes.rules.moving_time import moving_time_s
from community.routes.rules.profile import (
    Profile,
    model_node_heights,
    modelled_profile,
    recorded_node_heights,
    recorded_profile,
)
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.sources import (
    PREFERENCE,
    Confidence,
    Doubts,
    HeightLookup,
    HeightSource,
    confidence_of,
    disagreement_m,
    recorded_source,
)
from community.routes.rules.tags import is_out_and_back
from community.routes.rules.track import Track

SHORTEST_TRACK_M = 20.0  # two nodes: less has no slope to speak of [D]
LONGEST_TRACK_M = 1_000_000.0  # the longest real file holds 371 km; bounds the work [D]


@dataclass(frozen=True, eq=False)
class Inspection:
    """Everything that a track tells.

    `length_m` counts every recorded step; the profile's own length leaves out the jitter of
    pauses. `moving_s` is None when times cannot be trusted. Heights: as recorded when the
    recording is the source, else of the model; all None, like `profile` and `grade`, when there
    are none. `disagreement_m`: SD of recording minus model.
    """

    track: Track
    points: int
    segments: int
    length_m: float
    elapsed_s: float | None
    moving_s: float | None
    min_height_m: float | None
    max_height_m: float | None
    height_source: HeightSource | None
    height_attribution: str
    disagreement_m: float | None
    confidence: Confidence | None
    ascent_m: float | None
    descent_m: float | None
    out_and_back: bool
    facts: Facts
    profile: Profile | None
    grade: Grade | None


def inspect_track(
    track: Track, height_model: HeightLookup | None = None, facts: Facts | None = None
) -> Inspection:
    """Choose heights, make the profile and grade it. Raises TrackRefused: too short, too long."""
    length = track.length_m
    if length < SHORTEST_TRACK_M:
        raise TrackRefused("too_short", metres=round(length))
    if length > LONGEST_TRACK_M:
        raise TrackRefused("too_long", kilometres=round(length / 1000))
    known = facts or Facts.unknown()
    profile, difference = choose_profile(track, height_model, known)
    out_and_back = is_out_and_back(track.latitudes, track.longitudes)
    if known.out_and_back is None:
        known = replace(known, out_and_back=out_and_back)
    confidence = None if profile is None else _confidence(profile, difference, known)
    lowest, highest = _height_range(track, profile)
    from_model = profile is not None and profile.source not in ("barometer", "gps")
    return Inspection(
        track=track,
        points=track.points,
        segments=track.unbroken_pieces,
        length_m=length,
        elapsed_s=track.elapsed_s,
        moving_s=moving_time_s(track),
        min_height_m=lowest,
        max_height_m=highest,
        height_source=None if profile is None else profile.source,
        height_attribution=height_model.attribution if height_model and from_model else "",
        disagreement_m=difference,
        confidence=confidence,
        ascent_m=None if profile is None else profile.ascent_m,
        descent_m=None if profile is None else profile.descent_m,
        out_and_back=out_and_back,
        facts=known,
        profile=profile,
        grade=None
        if profile is None or confidence is None
        else grade(profile.segments, known, confidence),
    )


def choose_profile(
    track: Track, height_model: HeightLookup | None, facts: Facts
) -> tuple[Profile | None, float | None]:
    """Return the profile from the better source that works, and how far the two differ (SD, m)."""
    recorded = recorded_source(track)
    candidates: list[HeightSource] = [] if recorded is None else [recorded]
    if height_model is not None:
        candidates.append(height_model.source)
    for source in sorted(candidates, key=PREFERENCE.index):
        if height_model is not None and source == height_model.source:
            profile = modelled_profile(track, height_model, facts.covered_share)
        else:
            profile = recorded_profile(track, source, facts.covered_share)
        if profile is not None:
            both = recorded is not None and height_model is not None
            difference = _difference(track, height_model) if both and height_model else None
            return profile, difference
    return None, None


def _difference(track: Track, model: HeightLookup) -> float | None:
    pieces = pieces_of(track)
    recorded = np.concatenate([recorded_node_heights(piece) for piece in pieces])
    modelled = np.concatenate([model_node_heights(piece, model) for piece in pieces])
    return disagreement_m(recorded, modelled)


def _confidence(profile: Profile, difference: float | None, facts: Facts) -> Confidence:
    doubts = Doubts(
        gap_share=profile.gap_share,
        disagreement_m=difference,
        covered_share=facts.covered_share,
        leader_measured=facts.leader_measured,
        recordings_agree=facts.recordings_agree,
    )
    return confidence_of(profile.source, doubts)


def _height_range(track: Track, profile: Profile | None) -> tuple[float | None, float | None]:
    """Return lowest and highest height: as recorded, or of the model's nodes."""
    if profile is None:
        return None, None
    if profile.source in ("barometer", "gps"):
        heights = cleaned_heights(track)
        return float(np.nanmin(heights)), float(np.nanmax(heights))
    return float(np.nanmin(profile.node_heights_m)), float(np.nanmax(profile.node_heights_m))
