"""A worse fact never improves a letter, and both directions agree (backcare.md 2.4)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from community.routes.rules import (
    Confidence,
    Facts,
    Measured,
    PlacedBarrier,
    Segment,
    Steps,
    SurfaceShares,
    grade,
    reversed_segments,
)

segment_lists = st.lists(
    st.builds(Segment, st.floats(5, 900), st.floats(-16, 16)), min_size=1, max_size=12
)
barriers = st.sampled_from(["kissing_gate", "cycle_barrier", "turnstile", "stile", "ford"])


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    firm = draw(st.floats(0, 1))
    semi = draw(st.floats(0, 1)) * (1 - firm)
    return Facts(
        steps=tuple(Steps(10.0, count) for count in draw(st.lists(st.integers(0, 40), max_size=3))),
        surface=SurfaceShares(firm, semi, 1 - firm - semi),
        cross_slopes=(Measured(5, 40, draw(st.floats(0, 9))),),
        widths=(Measured(5, 4, draw(st.floats(0.5, 2))),),
        barriers=tuple(PlacedBarrier(3, kind) for kind in draw(st.lists(barriers, max_size=2))),
    )


@given(segment_lists, facts(), st.integers(0, 5), st.floats(0, 1))
def test_a_worse_fact_never_improves_a_letter(
    segments: list[Segment], known: Facts, which: int, much: float
) -> None:
    assert isinstance(known.surface, SurfaceShares)
    shares = known.surface
    moved = shares.firm * much
    worse = (
        replace(known, steps=(*(known.steps or ()), Steps(20.0, 1 + round(60 * much)))),
        replace(
            known, surface=SurfaceShares(shares.firm - moved, shares.semi + moved, shares.rough)
        ),
        replace(
            known, surface=SurfaceShares(shares.firm - moved, shares.semi, shares.rough + moved)
        ),
        replace(known, cross_slopes=(*(known.cross_slopes or ()), Measured(9, 30, 9 * much))),
        replace(known, widths=(*(known.widths or ()), Measured(9, 2, 1.5 - much))),
        replace(known, barriers=(*(known.barriers or ()), PlacedBarrier(9, "stile"))),
    )[which]
    before, after = grade(segments, known), grade(segments, worse)
    assert after.letter >= before.letter
    assert after.backward.letter >= before.backward.letter


@given(segment_lists, facts())
def test_the_way_back_is_the_reversed_route(segments: list[Segment], known: Facts) -> None:
    found = grade(segments, known)
    turned = grade(reversed_segments(segments), known.reversed(found.length_m))
    assert found.backward.letter == turned.letter
    assert found.letter == turned.backward.letter
    flipped = {"forward": "backward", "backward": "forward", None: None}
    assert turned.friendlier == flipped[found.friendlier]


@given(segment_lists, facts(), st.sampled_from(list(Confidence)))
def test_the_letter_is_its_worst_criterion(
    segments: list[Segment], known: Facts, confidence: Confidence
) -> None:
    found = grade(segments, known, confidence)
    assert found.letter == max(c.letter for c in found.forward.criteria)
    assert found.deciding.letter == found.letter
    expected = max(found.letter, "B") if confidence is Confidence.LOW else found.letter
    assert found.shown_letter == expected


@given(segment_lists)
def test_unknown_facts_never_make_a_letter_worse(segments: list[Segment]) -> None:
    known = Facts(steps=(), surface=SurfaceShares(1.0), barriers=())
    assert grade(segments).letter == grade(segments, known).letter


@given(segment_lists, st.floats(0.1, 0.9), st.integers(0, 11))
def test_cutting_a_segment_in_two_changes_no_letter(
    segments: list[Segment], share: float, which: int
) -> None:
    at = which % len(segments)
    cut = segments[at]
    pieces = [
        Segment(cut.length_m * share, cut.slope_pct),
        Segment(cut.length_m * (1 - share), cut.slope_pct),
    ]
    assert grade([*segments[:at], *pieces, *segments[at + 1 :]]).letter == grade(segments).letter
