"""Words about walks as people read them: calm, never "harm" or "safe" (backcare.md 1.5)."""

from __future__ import annotations

from community.foundation.words import N_

CLEAR_CHANGE = 2  # points; the minimal important change [V22][V23]

LEG_WORDS = {
    "none": N_("Nothing in the legs"),
    "same": N_("As I know it"),
    "further": N_("Further down the leg than before"),
    "emergency": N_("New numbness between the legs, both legs weak, or bladder or bowel trouble"),
}


def clear_change(before: int | None, after: int | None) -> int | None:
    """Return the points that the pain fell (below 0) or rose by, when the change is clear."""
    if before is None or after is None or abs(after - before) < CLEAR_CHANGE:
        return None
    return after - before
