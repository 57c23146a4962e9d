"""What happens to routes by itself: drafts that nobody saved go away."""

from __future__ import annotations

from community.foundation import clock
from community.foundation.jobs import every_minute
from community.routes.actions import throw_old_drafts_away
from community.routes.queries import has_old_drafts


@every_minute
def sweep_drafts() -> None:
    """Throw away drafts older than seven days; looks first, so that it seldom writes."""
    now = clock.now()
    if has_old_drafts(now):
        throw_old_drafts_away(now)
