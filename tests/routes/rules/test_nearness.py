"""Nearness by a grid finds what comparing everybody with everybody finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from community.routes.rules.nearness import are_near

places = st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), min_size=1, max_size=30)


@given(places, places, st.sampled_from([1.0, 15.0, 40.0]))
def test_the_same_as_comparing_all(
    some: list[tuple[float, float]], others: list[tuple[float, float]], reach: float
) -> None:
    here, there = np.array(some), np.array(others)
    away = np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
    found = are_near(here[:, 0], here[:, 1], there[:, 0], there[:, 1], reach)
    assert found.tolist() == (away.min(axis=1) <= reach).tolist()


def test_far_from_the_middle_and_on_the_edge() -> None:
    x, y = np.array([2e7, -2e7]), np.array([-1e7, 1e7])
    assert are_near(x, y, x + 15.0, y, 15.0).all()
    assert not are_near(x, y, x + 15.1, y, 15.0).any()
