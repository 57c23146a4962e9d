"""From a track to its grade in one call: for the upload's job and `routes inspect`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from community.routes.rules.facts import Facts
from community.routes.rules.grade import Grade, grade
from community.routes.rules.limits import Letter
from community.routes.rules.line import cleaned_heights, pieces_of
from community.routes.rules.moving_time import moving_time_s
from community.routes.rules.profile import (
    Incline,
    Profile,
    model_node_heights,
    modelled_profile,
    recorded_node_heights,
    recorded_profile,
    with_surveyed,
)
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.sources import (
    GAP_SHARE_LIMIT,
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


@dataclass(frozen=True)
class SecondOpinion:
    """What the other heights of a line say: of the model beside a recording, or the reverse."""

    source: HeightSource
    letter: Letter


@dataclass(frozen=True, eq=False)
class Inspection:
    """Everything that a track tells.

    `length_m` counts every recorded step; the profile's own length leaves out the jitter of
    pauses. `moving_s` is None when times cannot be trusted. Heights: as recorded when the
    recording is the source, else of the model; all None, like `profile` and `grade`, when there
    are none. `disagreement_m`: SD of recording minus model. `second`: what the heights that were
    not chosen say, where there are any. `surveyed_share`: of the way, whose slopes are surveyed.
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
    second: SecondOpinion | None = None
    surveyed_share: float = 0.0


def inspect_track(
    track: Track,
    height_model: HeightLookup | None = None,
    facts: Facts | None = None,
    inclines: Sequence[Incline] = (),
) -> Inspection:
    """Choose heights, make the profile and grade it. Raises TrackRefused: too short, too long.

    `inclines`: stretches whose slope was surveyed, in metres of the walked line.
    """
    length = track.length_m
    if length < SHORTEST_TRACK_M:
        raise TrackRefused("too_short", metres=round(length))
    if length > LONGEST_TRACK_M:
        raise TrackRefused("too_long", kilometres=round(length / 1000))
    known = facts or Facts.unknown()
    profiles, difference = profiles_of(track, height_model, known)
    surveyed = _surveyed_share(profiles, inclines)
    profiles = [replace(p, segments=with_surveyed(p.segments, inclines)) for p in profiles]
    profile = profiles[0] if profiles else None
    out_and_back = is_out_and_back(track.latitudes, track.longitudes)
    if known.out_and_back is None:
        known = replace(known, out_and_back=out_and_back)
    source: HeightSource | None = None if profile is None else profile.source
    if surveyed >= 1.0 - GAP_SHARE_LIMIT:
        source = "survey"
    confidence = (
        None
        if profile is None or source is None
        else confidence_of(source, _doubts(profile, difference, known))
    )
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
        height_source=source,
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
        second=_second(profiles[1:], known),
        surveyed_share=surveyed,
    )


def _surveyed_share(profiles: Sequence[Profile], inclines: Sequence[Incline]) -> float:
    if not profiles:
        return 0.0
    return min(1.0, sum(one.length_m for one in inclines) / profiles[0].length_m)


def _second(others: Sequence[Profile], facts: Facts) -> SecondOpinion | None:
    for profile in others:
        letter = grade(profile.segments, facts).letter
        return SecondOpinion(profile.source, letter)
    return None


def profiles_of(
    track: Track, height_model: HeightLookup | None, facts: Facts
) -> tuple[list[Profile], float | None]:
    """Return the profiles from each source that works, the better first (backcare.md 3.3), and
    how far recording and model differ (SD, m), None where there are not both."""
    recorded = recorded_source(track)
    candidates: list[HeightSource] = [] if recorded is None else [recorded]
    if height_model is not None:
        candidates.append(height_model.source)
    found = []
    for source in sorted(candidates, key=PREFERENCE.index):
        if height_model is not None and source == height_model.source:
            profile = modelled_profile(track, height_model, facts.covered_share)
        else:
            profile = recorded_profile(track, source, facts.covered_share)
        if profile is not None:
            found.append(profile)
    both = recorded is not None and height_model is not None
    return found, _difference(track, height_model) if both and height_model else None


def _difference(track: Track, model: HeightLookup) -> float | None:
    pieces = pieces_of(track)
    recorded = np.concatenate([recorded_node_heights(piece) for piece in pieces])
    modelled = np.concatenate([model_node_heights(piece, model) for piece in pieces])
    return disagreement_m(recorded, modelled)


def _doubts(profile: Profile, difference: float | None, facts: Facts) -> Doubts:
    return Doubts(
        gap_share=profile.gap_share,
        disagreement_m=difference,
        covered_share=facts.covered_share,
        leader_measured=facts.leader_measured,
        recordings_agree=facts.recordings_agree,
    )


def _height_range(track: Track, profile: Profile | None) -> tuple[float | None, float | None]:
    """Return lowest and highest height: as recorded, or of the model's nodes."""
    if profile is None:
        return None, None
    if profile.source in ("barometer", "gps"):
        heights = cleaned_heights(track)
        return float(np.nanmin(heights)), float(np.nanmax(heights))
    return float(np.nanmin(profile.node_heights_m)), float(np.nanmax(profile.node_heights_m))
